package durablestreams.adapters.http.server;

import static org.assertj.core.api.Assertions.assertThat;

import durablestreams.adapters.http.settings.HttpSettingsBuilder;
import durablestreams.adapters.http.testing.RawClient;
import durablestreams.adapters.http.testing.RawClient.Answer;
import durablestreams.adapters.http.testing.RawHttp2Client;
import durablestreams.adapters.http.testing.TestServer;
import durablestreams.application.memory.Lease;
import durablestreams.application.memory.MemoryBudget;
import durablestreams.application.memory.Share;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Request bodies take memory as they come, from the budget, and give it back. */
@Timeout(60)
class BodyMemoryTest {

  private static final String POST =
      "POST /v1/stream/s HTTP/1.1\nHost: x\nContent-Type: text/plain\n";
  private static final String CHUNKED = POST + "Transfer-Encoding: chunked\n\n";
  private static final String JSON =
      "POST /v1/stream/json HTTP/1.1\nHost: x\nContent-Type: application/json\n";

  private static TestServer start(Consumer<HttpSettingsBuilder> change, long budget) {
    TestServer server = TestServer.start(change, new MemoryBudget(budget));
    try (Requests http = new Requests(server)) {
      http.create("s", "text/plain");
      http.create("json", "application/json");
    }
    return server;
  }

  private static String withLength(String head, String body) {
    return head + "Content-Length: " + body.length() + "\n\n" + body;
  }

  private static long used(TestServer server) {
    return server.memory().used(Share.SMALL_APPENDS)
        + server.memory().used(Share.LARGE_BODIES)
        + server.memory().used(Share.MESSAGE_INDEXES);
  }

  private static void awaitUsed(TestServer server, long atLeast) {
    while (used(server) < atLeast) {
      Thread.yield();
    }
  }

  private static void assertGivenBack(TestServer server) {
    while (used(server) > 0) {
      Thread.yield();
    }
  }

  @Test
  void anAnnouncedLengthTakesNoMemory() {
    try (TestServer server = start(settings -> {}, 64 << 20)) {
      List<RawClient> clients = new ArrayList<>();
      try {
        for (int i = 0; i < 40; i++) {
          RawClient client = new RawClient(server.port());
          clients.add(client);
          client.send(POST + (i % 2 == 0 ? "Content-Length: 9000000" : "Content-Length: 60000"));
          client.send("\n\nx");
        }
        try (RawClient good = new RawClient(server.port())) {
          good.send(withLength(POST, "y".repeat(1_000_000)));
          assertThat(good.answer().status()).isEqualTo(204);
        }
        assertThat(used(server)).isZero();
      } finally {
        clients.forEach(RawClient::close);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4_095, 4_096, 4_097, 65_536, 65_537, 300_000, 2_000_000})
  void aBodyOfAnySizeIsStoredAsItCame(int size) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < size; i++) {
      text.append((char) ('a' + i % 23));
    }
    try (TestServer server = start(settings -> {}, 256 << 20);
        RawClient client = new RawClient(server.port())) {
      client.send(withLength(POST, text.toString()));
      assertThat(client.answer().status()).isEqualTo(204);
      client.send(CHUNKED);
      for (int at = 0; at < size; at += 70_000) {
        String chunk = text.substring(at, Math.min(size, at + 70_000));
        client.send(Integer.toHexString(chunk.length()) + "\n" + chunk + "\n");
      }
      client.send("0\n\n");
      assertThat(client.answer().status()).isEqualTo(204);
      assertGivenBack(server);
      try (Requests http = new Requests(server)) {
        assertThat(content(http)).isEqualTo(text.toString() + text);
      }
    }
  }

  private static String content(Requests http) {
    StringBuilder content = new StringBuilder();
    HttpResponse<String> page = http.get("s");
    content.append(page.body());
    while (Requests.field(page, "Stream-Up-To-Date").isEmpty()) {
      page = http.get("s?offset=" + Requests.field(page, "Stream-Next-Offset"));
      content.append(page.body());
    }
    return content.toString();
  }

  @ParameterizedTest
  @ValueSource(ints = {100, 50_000, 500_000})
  void aBodyWithoutRoomIsRefusedAndMayBeSentAgain(int size) {
    try (TestServer server = start(settings -> {}, 64 << 20);
        RawClient client = new RawClient(server.port())) {
      MemoryBudget memory = server.memory();
      List<Lease> others = new ArrayList<>();
      for (Share share : new Share[] {Share.SMALL_APPENDS, Share.LARGE_BODIES}) {
        others.add(Objects.requireNonNull(memory.tryTake(share, memory.limit(share))));
      }
      Answer answer = client.send(withLength(POST, "x".repeat(size))).answer();
      assertThat(answer.status()).isEqualTo(503);
      assertThat(answer.field("Retry-After")).hasValue("1");
      assertThat(answer.body()).contains("no memory to spare");
      others.forEach(Lease::close);
      try (RawClient again = new RawClient(server.port())) {
        again.send(withLength(POST, "x".repeat(size)));
        assertThat(again.answer().status()).isEqualTo(204);
      }
      assertGivenBack(server);
    }
  }

  @Test
  void smallBodiesThatAreWholeDoNotWaitForSlowOnes() {
    try (TestServer server =
        start(settings -> settings.requestTimeout(Duration.ofMinutes(1)), 16 << 20)) {
      List<RawClient> slow = new ArrayList<>();
      try {
        for (int i = 0; i < 300; i++) {
          RawClient client = new RawClient(server.port());
          slow.add(client);
          client.send(POST + "Content-Length: 60000\n\n" + "x".repeat(20_000));
        }
        awaitUsed(server, server.memory().limit(Share.SMALL_APPENDS));
        try (RawClient good = new RawClient(server.port())) {
          for (int i = 0; i < 100; i++) {
            good.send(withLength(POST, "y".repeat(4_000)));
            assertThat(good.answer().status()).isEqualTo(204);
          }
        }
      } finally {
        slow.forEach(RawClient::close);
      }
      assertGivenBack(server);
    }
  }

  @Test
  void aSlowBodyIsTold() {
    try (TestServer server =
        start(settings -> settings.requestTimeout(Duration.ofMillis(300)), 64 << 20)) {
      for (String start : new String[] {POST + "Content-Length: 50\n\nhello", CHUNKED + "5\nhel"}) {
        try (RawClient client = new RawClient(server.port())) {
          Answer answer = client.send(start).answer();
          assertThat(answer.status()).isEqualTo(408);
          assertThat(answer.field("Connection")).hasValue("close");
          assertThat(answer.body()).contains("too slowly");
          client.awaitEnd();
        }
      }
      assertGivenBack(server);
    }
  }

  @Test
  void jsonArraysOfWhichOneFitsAtATimeAreStoredOneAfterTheOther() throws Exception {
    try (TestServer server = start(settings -> {}, 16 << 20);
        var clients = Executors.newVirtualThreadPerTaskExecutor()) {
      String body = withLength(JSON, "[0" + ",1".repeat(100_000) + "]");
      long needed = 14 * 100_000 + 200_000;
      assertThat(server.memory().limit(Share.MESSAGE_INDEXES)).isBetween(needed, 2 * needed);
      List<Future<Integer>> answers = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        answers.add(
            clients.submit(() -> {
              try (RawClient client = new RawClient(server.port())) {
                return client.send(body).answer().status();
              }
            }));
      }
      for (Future<Integer> answer : answers) {
        assertThat(answer.get()).isEqualTo(204);
      }
      assertGivenBack(server);
    }
  }

  @Test
  void jsonThatCanNeverFitIsTooLarge() {
    try (TestServer server = start(settings -> {}, 16 << 20);
        RawClient client = new RawClient(server.port())) {
      Answer answer = client.send(withLength(JSON, "[0" + ",1".repeat(500_000) + "]")).answer();
      assertThat(answer.status()).isEqualTo(413);
      assertThat(answer.field("Retry-After")).isEmpty();
      assertThat(answer.body()).contains("at most " + server.memory().limit(Share.MESSAGE_INDEXES));
      assertThat(client.send(withLength(JSON, "[0" + ",1".repeat(50_000) + "]")).answer().status())
          .isEqualTo(204);
      assertGivenBack(server);
    }
  }

  @Test
  void memoryIsGivenBackWhenTheClientLeaves() {
    try (TestServer server = start(settings -> {}, 64 << 20)) {
      try (RawClient client = new RawClient(server.port())) {
        client.send(POST + "Content-Length: 900000\n\n" + "x".repeat(100_000));
        awaitUsed(server, 100_000);
      }
      assertGivenBack(server);
      try (RawHttp2Client client = new RawHttp2Client(server.port())) {
        int stream = client.open("POST", "/v1/stream/s");
        client.data(stream, "x".repeat(10_000));
        awaitUsed(server, 10_000);
        client.reset(stream);
        assertGivenBack(server);
        client.data(client.open("POST", "/v1/stream/s"), "x".repeat(10_000));
        awaitUsed(server, 10_000);
      }
      assertGivenBack(server);
    }
  }

  @Test
  void onlyAnEncodingThatChangesNothingIsTaken() {
    try (TestServer server = start(settings -> {}, 64 << 20);
        RawClient client = new RawClient(server.port())) {
      Answer answer = client.send(withLength(POST + "Content-Encoding: gzip\n", "hello")).answer();
      assertThat(answer.status()).isEqualTo(415);
      assertThat(answer.field("Accept-Encoding")).hasValue("identity");
      client.send(withLength(POST + "Content-Encoding: Identity\n", "hello"));
      assertThat(client.answer().status()).isEqualTo(204);
    }
  }
}
