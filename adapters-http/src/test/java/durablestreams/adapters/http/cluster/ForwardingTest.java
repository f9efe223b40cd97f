package durablestreams.adapters.http.cluster;

import static durablestreams.adapters.http.cluster.TwoNodes.TEXT;
import static durablestreams.adapters.http.cluster.TwoNodes.field;
import static org.assertj.core.api.Assertions.assertThat;

import durablestreams.adapters.http.cluster.ClusterMetrics.Outcome;
import durablestreams.adapters.http.cluster.peer.PeerSettings;
import durablestreams.adapters.http.forwarded.ForwardedTrust;
import durablestreams.adapters.http.forwarded.TrustedProxies;
import durablestreams.adapters.http.settings.HttpSettingsBuilder;
import durablestreams.adapters.http.testing.RawClient;
import durablestreams.adapters.http.testing.RawHttp2Client;
import durablestreams.application.access.Access;
import durablestreams.application.access.AccessPolicy;
import durablestreams.application.access.AccessRequest;
import durablestreams.application.access.Caller;
import durablestreams.application.replication.ClusterMember.Route;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Requests at a node that does not lead, with a leader that works. */
class ForwardingTest {

  private TwoNodes nodes = new TwoNodes();

  @AfterEach
  void close() throws Exception {
    nodes.close();
  }

  @Test
  @Tag("slow")
  void slowBodiesThatKeepMovingAreForwardedAsTheyCome() throws Exception {
    nodes.close();
    Consumer<HttpSettingsBuilder> impatient =
        settings -> settings.requestTimeout(Duration.ofSeconds(3));
    PeerSettings few = TwoNodes.settings(Duration.ofSeconds(30), 4, 8);
    nodes = new TwoNodes(few, impatient, impatient);
    nodes.create("s");
    String start = "x".repeat(ForwardedBody.MOST_BUFFERED);
    int port = nodes.follower().server().port();
    String post = "POST /v1/stream/s HTTP/1.1\nHost: x\nContent-Type: text/plain\n";
    try (RawClient large = new RawClient(port);
        RawClient declared = new RawClient(port);
        RawClient small = new RawClient(port);
        RawClient small2 = new RawClient(port)) {
      large.send(post + "Transfer-Encoding: chunked\n\n10000\n" + start + "\n60\n");
      declared.send(post + "Content-Length: 65632\n\n" + start);
      small.send(post + "Transfer-Encoding: chunked\n\n60\n");
      small2.send(post + "Content-Length: 96\n\n");
      for (int piece = 0; piece < 32; piece++) {
        large.send("abc");
        declared.send("def");
        small.send("ghi");
        small2.send("jkl");
        Thread.sleep(120);
      }
      large.send("\n0\n\n");
      small.send("\n0\n\n");
      for (RawClient client : List.of(large, declared, small, small2)) {
        assertThat(client.answer().status()).isEqualTo(204);
      }
    }
    assertThat(nodes.content("s"))
        .hasSize(2 * start.length() + 4 * 96)
        .contains(start + "abc".repeat(32))
        .contains(start + "def".repeat(32))
        .contains("ghi".repeat(32))
        .contains("jkl".repeat(32));
  }

  @Test
  void everyMethodThatChangesIsAnsweredByTheLeader() {
    HttpResponse<String> created = nodes.send("PUT", "a", "", "Content-Type", TEXT);
    assertThat(created.statusCode()).isEqualTo(201);
    assertThat(field(created, "Location")).isEqualTo(nodes.follower().address() + "/v1/stream/a");
    assertThat(field(created, "Stream-Next-Offset")).isNotEmpty();
    assertThat(created.headers().allValues("Date")).hasSize(1);
    assertThat(created.headers().allValues("Access-Control-Allow-Origin")).hasSize(1);

    HttpResponse<String> appended = nodes.send("POST", "a", "one", "Content-Type", TEXT);
    assertThat(appended.statusCode()).isEqualTo(204);
    HttpResponse<String> produced = producer("two", "0");
    assertThat(produced.statusCode()).isEqualTo(200);
    assertThat(field(produced, "Producer-Seq")).isEqualTo("0");
    assertThat(producer("two", "0").statusCode()).isEqualTo(204);
    HttpResponse<String> gap = producer("three", "5");
    assertThat(gap.statusCode()).isEqualTo(409);
    assertThat(field(gap, "Producer-Expected-Seq")).isEqualTo("1");
    assertThat(nodes.content("a")).isEqualTo("onetwo");

    assertThat(nodes.send("POST", "a", "", "Stream-Closed", "true").statusCode()).isEqualTo(204);
    assertThat(nodes.send("POST", "none", "x", "Content-Type", TEXT).statusCode()).isEqualTo(404);
    assertThat(nodes.send("DELETE", "a", "").statusCode()).isEqualTo(204);
    assertThat(nodes.send("DELETE", "a", "").statusCode()).isEqualTo(404);
    awaitAnswered(9);
  }

  /** An answer is counted once it was sent, and so after the client has it. */
  private void awaitAnswered(long count) {
    while (nodes.follower().peers().metrics().count(Outcome.ANSWERED) < count) {
      assertThat(Thread.interrupted()).as("interrupted").isFalse();
      Thread.yield();
    }
    assertThat(nodes.follower().peers().metrics().count(Outcome.ANSWERED)).isEqualTo(count);
  }

  private HttpResponse<String> producer(String body, String seq) {
    return nodes.send(
        "POST",
        "a",
        body,
        "Content-Type",
        TEXT,
        "Producer-Id",
        "p",
        "Producer-Epoch",
        "0",
        "Producer-Seq",
        seq);
  }

  @Test
  void bodiesOfAllSizesAndFramingsReachTheLeader() throws Exception {
    int[] sizes = {1, 16 << 10, 64 << 10, (64 << 10) + 1, 1 << 20};
    for (int size : sizes) {
      byte[] body = "x".repeat(size).getBytes(StandardCharsets.US_ASCII);
      String stream = "body" + size;
      nodes.create(stream);
      assertThat(append(stream, BodyPublishers.ofByteArray(body), false)).isEqualTo(204);
      assertThat(append(stream, BodyPublishers.ofByteArray(body), true)).isEqualTo(204);
      assertThat(
              append(
                  stream,
                  BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body)),
                  false))
          .isEqualTo(204);
      assertThat(nodes.content(stream)).isEqualTo("x".repeat(3 * size));
    }
  }

  private int append(String stream, BodyPublisher body, boolean expectContinue) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(
                nodes.request(nodes.follower(), "POST", stream, body, "Content-Type", TEXT),
                (name, value) -> true)
            .expectContinue(expectContinue)
            .build();
    return nodes.client().send(request, BodyHandlers.ofString()).statusCode();
  }

  @Test
  void chunksOfAnySizeAreOneBody() {
    long seed = System.nanoTime();
    System.out.println("ForwardingTest seed " + seed);
    Random random = new Random(seed);
    for (int round = 0; round < 20; round++) {
      String stream = "chunks" + round;
      nodes.create(stream);
      StringBuilder body = new StringBuilder();
      StringBuilder sent =
          new StringBuilder("POST /v1/stream/" + stream + " HTTP/1.1\r\nHost: x\r\n")
              .append("Content-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\n");
      int chunks = 1 + random.nextInt(30);
      for (int i = 0; i < chunks; i++) {
        int size = 1 + random.nextInt(random.nextBoolean() ? 100 : 20_000);
        String chunk = String.valueOf((char) ('a' + i % 26)).repeat(size);
        body.append(chunk);
        sent.append(Integer.toHexString(size)).append(random.nextBoolean() ? ";x=1" : "");
        sent.append("\r\n").append(chunk).append("\r\n");
      }
      sent.append("0\r\n").append(random.nextBoolean() ? "Trailer: 1\r\n" : "").append("\r\n");
      try (RawClient client = new RawClient(nodes.follower().server().port())) {
        client.sendExactly(sent.toString());
        assertThat(client.answer().status()).isEqualTo(204);
        client.sendExactly("GET /health HTTP/1.1\r\nHost: x\r\n\r\n");
        assertThat(client.answer().status()).isEqualTo(200);
      }
      assertThat(nodes.content(stream)).isEqualTo(body.toString());
    }
  }

  @Test
  void aBodyThatIsNotFramedAsItMustBeStoresNothing() {
    nodes.create("broken");
    String large = "x".repeat(100_000);
    for (String body : List.of("zz\r\n", "5\r\nhello world", "186a0\r\n" + large + "\r\nzz\r\n")) {
      try (RawClient client = new RawClient(nodes.follower().server().port())) {
        client.sendExactly(
            "POST /v1/stream/broken HTTP/1.1\r\nHost: x\r\nContent-Type: text/plain\r\n"
                + "Transfer-Encoding: chunked\r\n\r\n"
                + body);
        assertThat(client.answer().status()).isEqualTo(400);
        client.awaitEnd();
      }
    }
    assertThat(nodes.content("broken")).isEmpty();
  }

  @Test
  void aBodyThatIsTooLargeForTheLeaderIsRefusedByIt() throws Exception {
    nodes.close();
    nodes =
        new TwoNodes(
            PeerSettings.DEFAULT,
            settings -> settings.maxBodyBytes(64 << 20),
            AccessPolicy.open(),
            AccessPolicy.open());
    nodes.create("large");
    try (RawClient client = new RawClient(nodes.follower().server().port())) {
      // A client that goes on sending may find the connection closed before it reads the answer.
      client.sendExactly(
          "POST /v1/stream/large HTTP/1.1\r\nHost: x\r\nContent-Type: text/plain\r\n"
              + "Content-Length: 41943040\r\n\r\n"
              + "x".repeat(100_000));
      assertThat(client.answer().status()).isEqualTo(413);
      client.awaitEnd();
    }
    assertThat(nodes.send("POST", "large", "x", "Content-Type", TEXT).statusCode()).isEqualTo(204);
  }

  @Test
  void readsAreServedHere() {
    nodes.create("there");
    assertThat(nodes.send("GET", "there", "").statusCode()).isEqualTo(404);
    assertThat(nodes.send("HEAD", "there", "").statusCode()).isEqualTo(404);
    assertThat(nodes.follower().member().reads()).isEqualTo(2);
  }

  @Test
  void aReadThatOnlyTheLeaderCanAnswerIsForwarded() {
    nodes.create("there");
    nodes.send("POST", "there", "y".repeat(100_000), "Content-Type", TEXT);
    nodes.follower().member().present(ScriptedMember.Present.ONLY_AT_THE_LEADER);
    HttpResponse<String> page = nodes.send("GET", "there", "");
    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(page.body()).hasSize(100_000);
    String tag = field(page, "ETag");
    assertThat(nodes.send("GET", "there", "", "If-None-Match", tag).statusCode()).isEqualTo(304);
    HttpResponse<String> described = nodes.send("HEAD", "there", "");
    assertThat(described.statusCode()).isEqualTo(200);
    assertThat(field(described, "Stream-Next-Offset")).isEqualTo(field(page, "Stream-Next-Offset"));
  }

  @Test
  void eventsComeThroughAndTheEndOfTheClientEndsThem() throws Exception {
    nodes.create("events");
    nodes.follower().member().present(ScriptedMember.Present.ONLY_AT_THE_LEADER);
    HttpResponse<InputStream> answer = nodes.open("events?offset=-1&live=sse");
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8))) {
      for (int i = 0; i < 20; i++) {
        String text = "event " + i + ".";
        nodes.send("POST", "events", text, "Content-Type", TEXT);
        String line = lines.readLine();
        while (!line.contains(text)) {
          line = lines.readLine();
        }
      }
      assertThat(nodes.leader().server().server().liveReaders()).isEqualTo(1);
    }
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (nodes.leader().server().server().liveReaders() > 0 && System.nanoTime() < end) {
      Thread.sleep(20);
    }
    assertThat(nodes.leader().server().server().liveReaders()).isZero();
  }

  @Test
  void liveReadersHereDoNotTouchTheLeader() throws Exception {
    nodes.follower().member().route(new Route.Here());
    nodes.send("PUT", "own", "", "Content-Type", TEXT);
    nodes.follower().member().route(nodes.leader().asLeader());
    HttpResponse<InputStream> answer = nodes.open("own?offset=-1&live=sse");
    assertThat(answer.statusCode()).isEqualTo(200);
    answer.body().close();
    assertThat(nodes.leader().server().server().connections()).isZero();
  }

  @Test
  void aRequestOverHttp2IsForwarded() {
    nodes.create("h2");
    try (var client = new RawHttp2Client(nodes.follower().server().port())) {
      int stream = client.request("DELETE", "/v1/stream/h2");
      assertThat(client.awaitAny(stream).stream()).isEqualTo(stream);
    }
    assertThat(nodes.send(nodes.leader(), "HEAD", "h2", BodyPublishers.noBody()).statusCode())
        .isEqualTo(404);
  }

  @Test
  void theLeaderSeesTheClientAndItsCredentials() throws Exception {
    nodes.close();
    BlockingQueue<AccessRequest> seen = new LinkedBlockingQueue<>();
    nodes =
        new TwoNodes(
            PeerSettings.DEFAULT,
            settings ->
                settings.forwarded(
                    new ForwardedTrust(
                        ForwardedTrust.Kind.FORWARDED, TrustedProxies.of(List.of("127.0.0.1")))),
            policy(seen, true),
            AccessPolicy.open());
    HttpResponse<String> created =
        nodes.send(
            "PUT",
            "a?x=%20y",
            "",
            "Content-Type",
            TEXT,
            "Authorization",
            "Bearer abc",
            "Forwarded",
            "for=\"[2001:db8::7]\";proto=https;host=streams.example.com",
            "X-Forwarded-For",
            "198.51.100.1");
    assertThat(created.statusCode()).isEqualTo(201);
    assertThat(field(created, "Location")).isEqualTo("https://streams.example.com/v1/stream/a");
    AccessRequest request = seen.poll(30, TimeUnit.SECONDS);
    assertThat(request.client().address()).isEqualTo("2001:db8:0:0:0:0:0:7");
    assertThat(request.client().target()).isEqualTo("/v1/stream/a?x=%20y");
    assertThat(request.credentials().header("Authorization")).contains("Bearer abc");
    assertThat(request.credentials().header("X-Forwarded-For")).isEmpty();
  }

  @Test
  void whatIsRefusedHereDoesNotReachTheLeader() throws Exception {
    nodes.close();
    BlockingQueue<AccessRequest> atLeader = new LinkedBlockingQueue<>();
    nodes =
        new TwoNodes(
            PeerSettings.DEFAULT,
            settings -> {},
            policy(atLeader, true),
            policy(new LinkedBlockingQueue<>(), false));
    HttpResponse<String> refused = nodes.send("POST", "a", "x", "Content-Type", TEXT);
    assertThat(refused.statusCode()).isEqualTo(401);
    assertThat(atLeader).isEmpty();
  }

  private static AccessPolicy policy(BlockingQueue<AccessRequest> seen, boolean grants) {
    return new AccessPolicy() {
      @Override
      public Access decide(AccessRequest request) {
        seen.add(request);
        return grants
            ? new Access.Granted(Caller.ANONYMOUS, false)
            : new Access.Unauthenticated("Bearer", "a token is needed");
      }

      @Override
      public boolean guardsReads() {
        return true;
      }
    };
  }

  @Test
  void aClientCannotSayThatANodeHasForwardedIt() {
    HttpResponse<String> forged =
        nodes.send("PUT", "a", "", "Content-Type", TEXT, "Cluster-Forwarded", "1.abc");
    assertThat(forged.statusCode()).isEqualTo(503);
    assertThat(forged.body()).contains("none of this cluster has");
  }

  @Test
  void aTargetThatWouldEndALineIsRefused() {
    try (RawClient client = new RawClient(nodes.follower().server().port())) {
      client.send("DELETE /v1/stream/a\u00e9 HTTP/1.1\r\nHost: x\r\n\r\n");
      assertThat(client.answer().status()).isEqualTo(400);
    }
  }
}
