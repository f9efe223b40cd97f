package durablestreams.adapters.http.cluster;

import static durablestreams.adapters.http.cluster.TwoNodes.TEXT;
import static durablestreams.adapters.http.cluster.TwoNodes.field;
import static org.assertj.core.api.Assertions.assertThat;

import durablestreams.adapters.http.cluster.peer.PeerSettings;
import durablestreams.adapters.http.testing.RawClient;
import durablestreams.application.access.AccessPolicy;
import durablestreams.application.replication.ClusterMember.Route;
import java.io.ByteArrayInputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Requests at a node that does not lead, while leaders come, go, break and refuse. */
class FailoverTest {

  private static final String[] PRODUCER = {
    "Content-Type", TEXT, "Producer-Id", "p", "Producer-Epoch", "0", "Producer-Seq", "0"
  };

  private TwoNodes nodes = new TwoNodes();

  @AfterEach
  void close() throws Exception {
    nodes.close();
  }

  private void replace(PeerSettings settings) throws Exception {
    nodes.close();
    nodes = new TwoNodes(settings, change -> {}, AccessPolicy.open(), AccessPolicy.open());
  }

  private HttpResponse<String> append(String body) {
    return nodes.send("POST", "a", body, "Content-Type", TEXT);
  }

  private CompletableFuture<HttpResponse<String>> later(String body, String... fields) {
    return nodes
        .client()
        .sendAsync(
            nodes.request(nodes.follower(), "POST", "a", BodyPublishers.ofString(body), fields),
            HttpResponse.BodyHandlers.ofString());
  }

  private static void assertNoLeader(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(503);
    assertThat(field(answer, "Retry-After")).isEqualTo("1");
    assertThat(answer.body()).contains("no leader");
    assertThat(answer.headers().map()).doesNotContainKey("cluster-refused");
  }

  private static void assertUnknown(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(500);
    assertThat(field(answer, "Retry-After")).isEmpty();
    assertThat(answer.body()).contains("not known").contains("(error ");
  }

  @Test
  void withoutALeaderAChangeWaitsAndIsThenRefused() {
    nodes.follower().member().leaderTimeout(Duration.ofMillis(100));
    nodes.follower().member().route(new Route.None());
    assertNoLeader(append("x"));
    nodes.follower().member().present(ScriptedMember.Present.UNKNOWN);
    assertNoLeader(nodes.send("GET", "a", ""));
  }

  @Test
  void aChangeThatWaitsGoesToTheLeaderThatComes() throws Exception {
    nodes.create("a");
    nodes.follower().member().route(new Route.None());
    var waiting = later("x", "Content-Type", TEXT);
    nodes.follower().member().awaitWaits(1);
    nodes.follower().member().route(nodes.leader().asLeader());
    assertThat(waiting.get(60, TimeUnit.SECONDS).statusCode()).isEqualTo(204);
    assertThat(nodes.content("a")).isEqualTo("x");
  }

  @Test
  void aChangeThatWaitsIsServedHereIfThisNodeIsElected() throws Exception {
    nodes.follower().member().route(new Route.Here());
    assertThat(nodes.send("PUT", "a", "", "Content-Type", TEXT).statusCode()).isEqualTo(201);
    nodes.follower().member().route(new Route.None());
    List<CompletableFuture<HttpResponse<String>>> waiting = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      waiting.add(later("x", "Content-Type", TEXT));
    }
    nodes.follower().member().awaitWaits(5);
    nodes.follower().member().route(new Route.Here());
    for (var each : waiting) {
      assertThat(each.get(60, TimeUnit.SECONDS).statusCode()).isEqualTo(204);
    }
    assertThat(nodes.send("GET", "a", "").body()).isEqualTo("xxxxx");
  }

  @Test
  void aChangeThatThisNodeMayNotCommitAnyMoreGoesToTheLeader() throws Exception {
    for (int size : new int[] {1, 200_000}) {
      nodes.follower().member().route(new Route.Here());
      nodes.send("PUT", "a", "", "Content-Type", TEXT);
      nodes.create("a");
      nodes.follower().member().losesLeadTo(nodes.leader().asLeader());
      assertThat(append("x".repeat(size)).statusCode()).isEqualTo(204);
      assertThat(nodes.send("GET", "a", "").body()).isEmpty();
    }
    assertThat(nodes.content("a")).hasSize(200_001);
    nodes.follower().member().route(new Route.Here());
    nodes.follower().member().losesLeadTo(new Route.Here());
    assertThat(append("y").statusCode()).isEqualTo(204);
    assertThat(nodes.send("GET", "a", "").body()).isEqualTo("y");
  }

  @Test
  void aReadWithoutALeaderWaitsOnce() {
    nodes.follower().member().leaderTimeout(Duration.ofMillis(100));
    nodes.follower().member().route(new Route.None());
    nodes.follower().member().present(ScriptedMember.Present.ONLY_AT_THE_LEADER);
    assertNoLeader(nodes.send("GET", "a", ""));
  }

  /** What comes during a wait is looked at to see whether the client is gone. */
  @Test
  void aBodyThatCameDuringTheWaitIsWhole() throws Exception {
    nodes.follower().member().route(new Route.Here());
    nodes.send("PUT", "a", "", "Content-Type", TEXT);
    nodes.follower().member().route(new Route.None());
    StringBuilder body = new StringBuilder();
    for (int i = 0; body.length() < 300_000; i++) {
      body.append(i).append(' ');
    }
    try (RawClient client = new RawClient(nodes.follower().server().port())) {
      client.sendExactly(
          "POST /v1/stream/a HTTP/1.1\r\nHost: x\r\nContent-Type: text/plain\r\nContent-Length: "
              + body.length()
              + "\r\n\r\n"
              + body.substring(0, 7_000));
      nodes.follower().member().awaitWaits(1);
      client.sendExactly(body.substring(7_000, 100_000));
      nodes.follower().member().awaitLooks(2); // Rounds of the watchdog.
      nodes.follower().member().route(new Route.Here());
      client.sendExactly(body.substring(100_000));
      assertThat(client.answer().status()).isEqualTo(204);
    }
    assertThat(nodes.send("GET", "a", "").body()).isEqualTo(body.toString());
  }

  @Test
  void noMoreThanTheLimitWaitForALeader() throws Exception {
    replace(TwoNodes.settings(Duration.ofSeconds(30), 512, 3));
    nodes.follower().member().route(new Route.None());
    List<CompletableFuture<HttpResponse<String>>> waiting = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      waiting.add(later("x", "Content-Type", TEXT));
    }
    nodes.follower().member().awaitWaits(3);
    assertNoLeader(append("one too many"));
    nodes.create("a");
    nodes.follower().member().route(nodes.leader().asLeader());
    for (var each : waiting) {
      assertThat(each.get(60, TimeUnit.SECONDS).statusCode()).isEqualTo(204);
    }
  }

  @Test
  void aLeaderThatIsGoneIsReplaced() throws Exception {
    nodes.create("a");
    ScriptedLeader gone = new ScriptedLeader();
    gone.close();
    nodes.follower().member().route(gone.route());
    var waiting = later("x", "Content-Type", TEXT);
    nodes.follower().member().awaitLooks(4); // Before each attempt.
    nodes.follower().member().route(nodes.leader().asLeader());
    assertThat(waiting.get(60, TimeUnit.SECONDS).statusCode()).isEqualTo(204);
    assertThat(nodes.content("a")).isEqualTo("x");
  }

  @Test
  void aNodeThatDoesNotLeadYetIsAskedAgain() throws Exception {
    nodes.create("a");
    for (int size : new int[] {1, 1 << 20}) {
      nodes.leader().member().route(new Route.None());
      var waiting = later("x".repeat(size), "Content-Type", TEXT);
      nodes.leader().member().awaitLooks(2); // By requests that it refuses.
      nodes.leader().member().route(new Route.Here());
      assertThat(waiting.get(60, TimeUnit.SECONDS).statusCode()).isEqualTo(204);
    }
    assertThat(nodes.content("a")).hasSize(1 + (1 << 20));
  }

  @Test
  void aRequestIsForwardedOnce() {
    nodes.leader().member().route(nodes.follower().asLeader());
    nodes.follower().member().leaderTimeout(Duration.ofMillis(300));
    assertNoLeader(append("x"));
    assertThat(
            nodes.leader().peers().metrics().count(ClusterMetrics.Outcome.ANSWERED)
                + nodes.leader().peers().metrics().count(ClusterMetrics.Outcome.NO_LEADER))
        .isZero();
  }

  @Test
  void aNodeWithAnotherSecretIsNotServed() {
    nodes.create("a");
    nodes.follower().secret().replace(List.of("quite another secret, which is long enough"));
    HttpResponse<String> refused = append("x");
    assertThat(refused.statusCode()).isEqualTo(503);
    nodes
        .leader()
        .secret()
        .replace(List.of(TwoNodes.SECRET, "quite another secret, which is long enough"));
    assertThat(append("x").statusCode()).isEqualTo(204);
    assertThat(nodes.content("a")).isEqualTo("x");
  }

  @Test
  void anAppendThatTheLeaderMayHaveIsNotSentAgain() throws Exception {
    try (ScriptedLeader broken =
        new ScriptedLeader(connection -> {
          assertThat(connection.head()).contains("Expect: 100-continue");
          connection.say(ScriptedLeader.CONTINUE);
          assertThat(connection.body(5)).isEqualTo("hello");
        })) {
      nodes.follower().member().route(broken.route());
      assertUnknown(append("hello"));
    }
  }

  @Test
  void anAppendWhoseBodyWasNotWantedIsSentAgain() throws Exception {
    try (ScriptedLeader broken =
        new ScriptedLeader(
            ScriptedLeader.Connection::head,
            connection -> {
              connection.head();
              connection.say(ScriptedLeader.CONTINUE);
              connection.body(5);
              connection.say(ScriptedLeader.DONE);
            })) {
      nodes.follower().member().route(broken.route());
      assertThat(append("hello").statusCode()).isEqualTo(204);
    }
  }

  @Test
  void anAppendOfAProducerIsSentAgain() throws Exception {
    ScriptedLeader.Script cut =
        connection -> {
          assertThat(connection.head()).doesNotContain("Expect").contains("Content-Length: 5");
          connection.body(5);
        };
    try (ScriptedLeader broken = new ScriptedLeader(cut, cut)) {
      nodes.follower().member().route(broken.route());
      nodes.create("a");
      var answer = later("hello", PRODUCER);
      broken.awaitServed(2);
      nodes.follower().member().route(nodes.leader().asLeader());
      assertThat(answer.get(60, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
      assertThat(nodes.content("a")).isEqualTo("hello");
    }
  }

  @Test
  void aDeletionThatTheLeaderMayHaveIsNotSentAgain() throws Exception {
    try (ScriptedLeader broken = new ScriptedLeader(ScriptedLeader.Connection::head)) {
      nodes.follower().member().route(broken.route());
      assertUnknown(nodes.send("DELETE", "a", ""));
    }
  }

  @Test
  void aLeaderThatIsSlowLeavesTheOutcomeUnknown() throws Exception {
    replace(TwoNodes.settings(Duration.ofMillis(300), 512, 1_024));
    try (ScriptedLeader slow =
        new ScriptedLeader(connection -> {
          connection.head();
          connection.say(ScriptedLeader.CONTINUE);
          connection.body(5);
          connection.awaitEnd();
        })) {
      nodes.follower().member().route(slow.route());
      assertUnknown(append("hello"));
    }
  }

  @Test
  void aLeaderThatWasReplacedIsNotWaitedFor() throws Exception {
    nodes.create("a");
    CountDownLatch atFirst = new CountDownLatch(1);
    CountDownLatch atSecond = new CountDownLatch(1);
    try (ScriptedLeader first = new ScriptedLeader(silent(atFirst));
        ScriptedLeader second = new ScriptedLeader(silent(atSecond))) {
      nodes.follower().member().route(first.route());
      var ofProducer = later("one", PRODUCER);
      assertThat(atFirst.await(30, TimeUnit.SECONDS)).isTrue();
      nodes.follower().member().route(second.route());
      var plain = later("two", "Content-Type", TEXT);
      assertThat(atSecond.await(30, TimeUnit.SECONDS)).isTrue();
      nodes.follower().member().route(nodes.leader().asLeader());
      assertThat(ofProducer.get(60, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
      assertThat(plain.get(60, TimeUnit.SECONDS).statusCode()).isEqualTo(204);
      assertThat(nodes.content("a")).contains("one").contains("two").hasSize(6);
    }
  }

  private static ScriptedLeader.Script silent(CountDownLatch arrived) {
    return connection -> {
      connection.head();
      arrived.countDown();
      connection.awaitEnd();
    };
  }

  @ParameterizedTest
  @CsvSource({"100000, 50000", "1000000, 500000", "100000, 0", "100, 50", "100, 0"})
  void anAnswerThatBreaksOffBreaksOffHereToo(int announced, int said) throws Exception {
    String head = "HTTP/1.1 200 OK\r\nContent-Length: " + announced + "\r\n\r\n";
    try (ScriptedLeader broken =
        new ScriptedLeader(connection -> {
          connection.head();
          connection.say(head + "x".repeat(said));
        })) {
      nodes.follower().member().present(ScriptedMember.Present.ONLY_AT_THE_LEADER);
      nodes.follower().member().route(broken.route());
      try (RawClient client = new RawClient(nodes.follower().server().port())) {
        client.send("GET /v1/stream/a HTTP/1.1\r\nHost: x\r\n\r\n");
        assertThat(client.head())
            .contains("Content-Length: " + announced)
            .first()
            .asString()
            .startsWith("HTTP/1.1 200");
        assertThat(client.rest()).isEqualTo("x".repeat(said));
      }
    }
  }

  @Test
  void aClientThatIsGoneEndsTheRequestAtTheLeader() throws Exception {
    CountDownLatch arrived = new CountDownLatch(1);
    CountDownLatch ended = new CountDownLatch(1);
    try (ScriptedLeader slow =
        new ScriptedLeader(connection -> {
          connection.head();
          arrived.countDown();
          connection.awaitEnd();
          ended.countDown();
        })) {
      nodes.follower().member().route(slow.route());
      try (var client = new RawClient(nodes.follower().server().port())) {
        client.send("DELETE /v1/stream/a HTTP/1.1\r\nHost: x\r\n\r\n");
        assertThat(arrived.await(30, TimeUnit.SECONDS)).isTrue();
      }
      assertThat(ended.await(30, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void aClientThatCutsItsBodyEndsTheRequestAtTheLeader() throws Exception {
    CountDownLatch wanted = new CountDownLatch(1);
    CountDownLatch ended = new CountDownLatch(1);
    try (ScriptedLeader leader =
        new ScriptedLeader(connection -> {
          connection.head();
          connection.say(ScriptedLeader.CONTINUE);
          wanted.countDown();
          connection.awaitEnd();
          ended.countDown();
        })) {
      nodes.follower().member().route(leader.route());
      try (var client = new RawClient(nodes.follower().server().port())) {
        client.send(
            "POST /v1/stream/a HTTP/1.1\r\nHost: x\r\nContent-Type: text/plain\r\n"
                + "Content-Length: 200000\r\n\r\n"
                + "x".repeat(100_000));
        assertThat(wanted.await(30, TimeUnit.SECONDS)).isTrue();
      }
      assertThat(ended.await(30, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void noMoreThanTheLimitAreForwardedAtATime() throws Exception {
    replace(TwoNodes.settings(Duration.ofSeconds(30), 1, 1_024));
    CountDownLatch arrived = new CountDownLatch(1);
    CountDownLatch answer = new CountDownLatch(1);
    try (ScriptedLeader slow =
        new ScriptedLeader(connection -> {
          connection.head();
          arrived.countDown();
          answer.await();
          connection.say(ScriptedLeader.DONE);
        })) {
      nodes.follower().member().route(slow.route());
      var first = later("x", PRODUCER);
      assertThat(arrived.await(30, TimeUnit.SECONDS)).isTrue();
      HttpResponse<String> refused = append("one too many");
      assertThat(refused.statusCode()).isEqualTo(503);
      assertThat(field(refused, "Retry-After")).isEqualTo("1");
      answer.countDown();
      assertThat(first.get(60, TimeUnit.SECONDS).statusCode()).isEqualTo(204);
    }
  }

  @Test
  void aChunkedBodyIsSentAgainWhileItIsSmall() throws Exception {
    byte[] body = "hello".getBytes(StandardCharsets.US_ASCII);
    try (ScriptedLeader broken = new ScriptedLeader(ScriptedLeader.Connection::head)) {
      nodes.create("a");
      nodes.follower().member().route(broken.route());
      var answer =
          nodes
              .client()
              .sendAsync(
                  nodes.request(
                      nodes.follower(),
                      "POST",
                      "a",
                      BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body)),
                      "Content-Type",
                      TEXT),
                  HttpResponse.BodyHandlers.ofString());
      broken.awaitServed(1);
      nodes.follower().member().route(nodes.leader().asLeader());
      assertThat(answer.get(60, TimeUnit.SECONDS).statusCode()).isEqualTo(204);
      assertThat(nodes.content("a")).isEqualTo("hello");
    }
  }
}
