package durablestreams.adapters.http.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import durablestreams.adapters.http.testing.RawHttp2Client;
import durablestreams.adapters.http.testing.TestServer;
import durablestreams.application.access.Access;
import durablestreams.application.access.AccessPolicy;
import durablestreams.application.access.AccessRequest;
import durablestreams.application.access.Caller;
import durablestreams.application.assembly.ServiceSettings;
import durablestreams.application.memory.MemoryBudget;
import durablestreams.application.memory.Share;
import durablestreams.application.observe.RequestTimings;
import durablestreams.application.read.ReadOutcome;
import durablestreams.domain.offset.Offset;
import durablestreams.domain.offset.OffsetParameter;
import durablestreams.domain.stream.StreamPath;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that leave an HTTP/2 connection, or a request on it, in the middle of something. */
@Timeout(60)
class Http2AbuseTest {

  private static final Duration LONG = Duration.ofMinutes(5);
  private static final Duration SHORT = Duration.ofMillis(300);
  private static final String STREAM = "/v1/stream/s";

  private final BlockingQueue<Thread> threads = new LinkedBlockingQueue<>();
  private final BlockingQueue<String> faults = new LinkedBlockingQueue<>();
  private final Logger log = Logger.getLogger(RequestRouting.class.getName());
  private final Handler listener =
      new Handler() {
        @Override
        public void publish(LogRecord line) {
          faults.add(line.getMessage());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };

  /** Lets everybody do everything, and remembers on which threads. */
  private final class Witness implements AccessPolicy {
    @Override
    public Access decide(AccessRequest request) {
      threads.add(Thread.currentThread());
      return new Access.Granted(Caller.ANONYMOUS);
    }

    @Override
    public boolean guardsReads() {
      return false;
    }
  }

  private TestServer start(Duration requestTimeout, Duration heartbeat) {
    TestServer server =
        TestServer.start(
            settings ->
                settings
                    .requestTimeout(requestTimeout)
                    .writeTimeout(SHORT)
                    .sseLifetime(LONG)
                    .sseHeartbeat(heartbeat),
            new Witness(),
            ServiceSettings.DEFAULT);
    try (Requests http = new Requests(server)) {
      http.create("s", "text/plain");
    }
    threads.clear();
    return server;
  }

  @BeforeEach
  void listen() {
    log.addHandler(listener);
  }

  @AfterEach
  void noClientIsAFaultOfTheServer() {
    log.removeHandler(listener);
    assertThat(faults).isEmpty();
  }

  @Test
  void aThreadEndsWithTheConnectionItServes() throws InterruptedException {
    try (TestServer server = start(LONG, LONG)) {
      for (String method : new String[] {"POST", "GET", "DELETE"}) {
        Thread serving;
        try (RawHttp2Client client = new RawHttp2Client(server.port())) {
          client.data(client.open(method, STREAM), "half");
          serving = threads.take();
        }
        assertThat(serving.join(Duration.ofSeconds(20))).as(method).isTrue();
      }
    }
  }

  @Test
  void aBodyThatIsGivenUpStoresNothing() throws InterruptedException {
    try (TestServer server = start(LONG, LONG);
        RawHttp2Client client = new RawHttp2Client(server.port())) {
      int stream = client.open("POST", STREAM);
      client.data(stream, "half");
      Thread serving = threads.take();
      client.reset(stream);
      assertThat(serving.join(Duration.ofSeconds(20))).isTrue();
      assertThat(end(server)).isEqualTo(Offset.START);
    }
  }

  @Test
  @Tag("slow")
  void aStopDoesNotTakeHalfABodyForAllOfIt() throws InterruptedException {
    try (TestServer server = start(LONG, LONG);
        RawHttp2Client client = new RawHttp2Client(server.port())) {
      client.data(client.open("POST", STREAM), "half");
      Thread serving = threads.take();
      server.server().stop();
      assertThat(serving.join(Duration.ofSeconds(20))).isTrue();
      assertThat(end(server)).isEqualTo(Offset.START);
    }
  }

  private static Offset end(TestServer server) {
    ReadOutcome outcome =
        server
            .service()
            .read()
            .read(StreamPath.decode("s"), new OffsetParameter.Beginning(), RequestTimings.OFF);
    return ((ReadOutcome.Page) outcome).next();
  }

  @Test
  void otherFramesDoNotKeepASlowBodyAlive() throws InterruptedException {
    try (TestServer server = start(SHORT, LONG);
        RawHttp2Client client = new RawHttp2Client(server.port())) {
      int stream = client.open("POST", STREAM);
      Thread serving = threads.take();
      // Slowly enough to be no flood.
      while (!serving.join(Duration.ofMillis(10))) {
        client.send(RawHttp2Client.PING, 0, 0, new byte[8]);
        client.await(RawHttp2Client.PING, 0);
      }
      int next = client.request("GET", "/health");
      assertThat(client.await(RawHttp2Client.HEADERS, next).isOk()).isTrue();
      assertThat(stream).isPositive();
    }
  }

  @Test
  void aSlowBodyIsAnswered() {
    try (TestServer server = start(SHORT, LONG);
        RawHttp2Client client = new RawHttp2Client(server.port())) {
      int stream = client.open("POST", STREAM);
      client.data(stream, "half");
      assertThat(new String(client.await(RawHttp2Client.DATA, stream).payload(), UTF_8))
          .contains("too slowly");
      client.await(RawHttp2Client.RST_STREAM, stream);
      assertThat(end(server)).isEqualTo(Offset.START);
    }
  }

  @Test
  @Tag("slow")
  void aBodyThatWasRefusedIsReadUpToALimit() {
    try (TestServer server = start(LONG, LONG);
        RawHttp2Client client = new RawHttp2Client(server.port())) {
      int stream = client.open("PATCH", STREAM);
      client.data(stream, "half");
      client.await(RawHttp2Client.RST_STREAM, stream);
      assertThatThrownBy(
              () -> {
                while (true) {
                  client.data(stream, "more");
                  client.send(RawHttp2Client.PING, 0, 0, new byte[8]);
                  client.await(RawHttp2Client.PING, 0);
                }
              })
          .isInstanceOf(UncheckedIOException.class);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"sse", "long-poll"})
  void aReaderThatIsGivenUpIsLetGo(String live) {
    try (TestServer server = start(LONG, LONG);
        RawHttp2Client client = new RawHttp2Client(server.port())) {
      int stream = client.request("GET", STREAM + "?offset=now&live=" + live);
      awaitReaders(server, 1);
      client.reset(stream);
      awaitReaders(server, 0);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"sse", "long-poll"})
  void readersOfAConnectionThatEndsAreLetGo(String live) {
    try (TestServer server = start(LONG, LONG)) {
      try (RawHttp2Client client = new RawHttp2Client(server.port())) {
        for (int i = 0; i < 20; i++) {
          client.request("GET", STREAM + "?offset=now&live=" + live);
        }
        awaitReaders(server, 20);
      }
      awaitReaders(server, 0);
    }
  }

  @Test
  @Tag("slow")
  void givenUpReadsCostNothing() {
    try (TestServer server = start(LONG, LONG);
        RawHttp2Client client = new RawHttp2Client(server.port())) {
      for (int round = 0; round < 50; round++) {
        int first = 0;
        for (int i = 0; i < 200; i++) {
          int stream = client.request("GET", STREAM + "?offset=now&live=long-poll");
          first = i == 0 ? stream : first;
        }
        awaitReaders(server, 200);
        for (int i = 0; i < 200; i++) {
          client.reset(first + 2 * i);
        }
        awaitReaders(server, 0);
      }
      int stream = client.request("GET", "/health");
      assertThat(client.await(RawHttp2Client.HEADERS, stream).isOk()).isTrue();
    }
  }

  private static void awaitReaders(TestServer server, int count) {
    while (server.server().liveReaders() != count) {
      Thread.yield();
    }
  }

  @Test
  void requestsOnAllConnectionsAreCounted() {
    try (TestServer server =
            TestServer.start(settings -> settings.maxConnections(2).sseLifetime(LONG));
        Requests http = new Requests(server)) {
      http.create("s", "text/plain");
      try (RawHttp2Client client = new RawHttp2Client(server.port())) {
        for (int i = 0; i < 2; i++) {
          int reader = client.request("GET", STREAM + "?offset=-1&live=sse");
          assertThat(client.await(RawHttp2Client.HEADERS, reader).isOk()).isTrue();
        }
        int third = client.request("GET", "/health");
        assertThat(client.await(RawHttp2Client.RST_STREAM, third).payload())
            .containsExactly(0, 0, 0, 7);
      }
    }
  }

  private static MemoryBudget smallBudget() {
    return new MemoryBudget(9 << 20);
  }

  /** As many as a connection may have with {@link #smallBudget}. */
  private static final int OF_ONE = 16;

  @Test
  void requestsBeyondTheLimitThatAClientWasToldAreRefusedAndTheOthersGoOn() {
    try (TestServer server =
            TestServer.start(settings -> settings.sseLifetime(LONG), smallBudget());
        Requests http = new Requests(server)) {
      http.create("s", "text/plain");
      try (RawHttp2Client client = new RawHttp2Client(server.port())) {
        client.await(RawHttp2Client.SETTINGS, 0);
        assertThat(client.await(RawHttp2Client.SETTINGS, 0).payload())
            .as("the number of requests at a time, after Helidon's settings")
            .containsExactly(0, 3, 0, 0, 0, OF_ONE);
        int first = client.request("GET", STREAM + "?offset=-1&live=sse");
        for (int i = 1; i < 2 * OF_ONE; i++) {
          client.request("GET", STREAM + "?offset=-1&live=sse");
        }
        awaitReaders(server, 2 * OF_ONE);
        for (String method : new String[] {"GET", "POST"}) {
          int beyond =
              method.equals("GET") ? client.request(method, STREAM) : client.open(method, STREAM);
          assertThat(client.await(RawHttp2Client.RST_STREAM, beyond).payload())
              .as(method)
              .containsExactly(0, 0, 0, 7);
        }
        client.reset(first);
        awaitReaders(server, 2 * OF_ONE - 1);
        awaitOk(client);
        assertThat(end(server)).isEqualTo(Offset.START);
      }
    }
  }

  /** A request that was given up counts until its thread has ended. */
  private static void awaitOk(RawHttp2Client client) {
    RawHttp2Client.Frame answer;
    do {
      int stream = client.request("HEAD", "/health");
      answer = client.awaitAny(stream);
    } while (answer.type() == RawHttp2Client.RST_STREAM);
    assertThat(answer.isOk()).isTrue();
  }

  @Test
  @Tag("slow")
  void uploadsThatAreRefusedAndDoNotEndEndTheConnection() {
    try (TestServer server = TestServer.start(settings -> {}, smallBudget());
        RawHttp2Client client = new RawHttp2Client(server.port())) {
      assertThatThrownBy(
              () -> {
                while (true) {
                  client.open("POST", STREAM);
                  client.send(RawHttp2Client.PING, 0, 0, new byte[8]);
                  client.await(RawHttp2Client.PING, 0);
                }
              })
          .isInstanceOf(UncheckedIOException.class);
      try (RawHttp2Client other = new RawHttp2Client(server.port())) {
        awaitOk(other);
      }
    }
  }

  @Test
  void answersThatWaitForAWindowEndWithTheirConnection() {
    try (TestServer server = TestServer.start(settings -> settings.writeTimeout(LONG));
        Requests http = new Requests(server)) {
      http.create("s", "text/plain");
      http.append("s", "text/plain", "x".repeat(100_000));
      try (RawHttp2Client client = new RawHttp2Client(server.port())) {
        client.send(RawHttp2Client.SETTINGS, 0, 0, new byte[] {0, 4, 0, 0, 0, 0});
        for (int i = 0; i < 20; i++) {
          client.await(RawHttp2Client.HEADERS, client.request("GET", STREAM + "?offset=-1"));
        }
        assertThat(server.memory().used(Share.RESPONSES)).isPositive();
      }
      while (server.memory().used(Share.RESPONSES) > 0) {
        Thread.yield();
      }
    }
  }

  @Test
  void aClientThatOpensNoWindowIsGivenUp() {
    try (TestServer server = start(LONG, LONG);
        RawHttp2Client client = new RawHttp2Client(server.port())) {
      client.send(RawHttp2Client.SETTINGS, 0, 0, new byte[] {0, 4, 0, 0, 0, 0});
      int stream = client.request("GET", "/health");
      client.await(RawHttp2Client.RST_STREAM, stream);
    }
  }

  @Test
  void aHeaderSectionDoesNotComeInAnyNumberOfPieces() {
    try (TestServer server = start(LONG, LONG);
        RawHttp2Client client = new RawHttp2Client(server.port())) {
      int stream = client.begin("GET", "/health");
      for (int i = 0; i < 65; i++) {
        client.send(RawHttp2Client.CONTINUATION, 0, stream);
      }
      client.awaitEnd();
    }
  }
}
