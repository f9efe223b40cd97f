package durablestreams.conformance.limits;

import static durablestreams.conformance.harness.TestStream.JSON;
import static durablestreams.conformance.harness.TestStream.START;
import static durablestreams.conformance.harness.TestStream.TEXT;
import static org.assertj.core.api.Assertions.assertThat;

import durablestreams.adapters.http.errors.ErrorCode;
import durablestreams.conformance.harness.FaultyDisk;
import durablestreams.conformance.harness.HttpReply;
import durablestreams.conformance.harness.ServerCommand;
import durablestreams.conformance.harness.ServerProcess;
import durablestreams.conformance.harness.SseReader;
import durablestreams.conformance.harness.StreamServer;
import durablestreams.conformance.harness.TestStream;
import durablestreams.conformance.harness.Tokens;
import durablestreams.conformance.harness.WireConnection;
import durablestreams.conformance.harness.WireRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every error code that the server has is produced over a socket, and is answered as docs/errors.md
 * says.
 */
class EveryErrorTest {
  private static final ErrorPage PAGE = ErrorPage.read();

  @TempDir static Path folder;

  private static ServerProcess open;
  private static ServerProcess tight;
  private static ServerProcess guarded;

  /** Which need a server of their own. */
  private static final List<ServerProcess> OTHERS = new ArrayList<>();

  @BeforeAll
  static void start() {
    open = ServerProcess.start(ServerCommand.store("memory"));
    tight =
        ServerProcess.start(
            ServerCommand.store("memory")
                .with("--body-max-bytes=100", "--header-max-bytes=1KiB", "--uri-max-bytes=1KiB")
                .with("--max-live-readers=2", "--max-live-readers-per-stream=1")
                .with("--max-appends-per-second=1", "--max-streams-per-tenant=3"));
    tight.server().stream("limited0").created(TEXT);
    guarded =
        ServerProcess.start(ServerCommand.store("memory").env("AUTH_JWT_SECRET", Tokens.SECRET));
  }

  @AfterAll
  static void stop() {
    OTHERS.forEach(ServerProcess::close);
    Stream.of(open, tight, guarded).forEach(ServerProcess::close);
  }

  private static StreamServer other(ServerCommand command) {
    ServerProcess process = ServerProcess.start(command);
    OTHERS.add(process);
    return process.server();
  }

  /** A server that is not in a cluster is its own leader. */
  private static final Set<ErrorCode> OF_ONE_SERVER =
      EnumSet.complementOf(EnumSet.of(ErrorCode.NO_LEADER));

  /** In the answer and in the log of the server. */
  private static final Pattern ERROR_ID = Pattern.compile("\\(error ([0-9a-f]{8})\\)");

  @TestFactory
  Stream<DynamicTest> isAnsweredAsItsPageSays() {
    Map<ErrorCode, Callable<HttpReply>> ways = ways();
    assertThat(ways.keySet())
        .as("codes that a test produces")
        .containsExactlyElementsOf(OF_ONE_SERVER);
    assertThat(PAGE.lines().keySet())
        .as("codes in docs/errors.md")
        .containsExactlyElementsOf(
            Arrays.stream(ErrorCode.values()).map(EveryErrorTest::name).toList());
    return ways.entrySet().stream()
        .map(way ->
            DynamicTest.dynamicTest(
                name(way.getKey()), () -> check(way.getKey(), way.getValue().call())));
  }

  private static void check(ErrorCode code, HttpReply reply) {
    PAGE.check(name(code), reply);
    if (reply.status() == 500) {
      Matcher id = ERROR_ID.matcher(reply.text());
      assertThat(id.find()).as("an error id in %s", reply).isTrue();
      assertThat(OTHERS.getLast().output()).contains("error " + id.group(1) + ": ");
    }
  }

  private static String name(ErrorCode code) {
    return code.name().toLowerCase(Locale.ROOT);
  }

  private static Map<ErrorCode, Callable<HttpReply>> ways() {
    var ways = new EnumMap<ErrorCode, Callable<HttpReply>>(ErrorCode.class);
    ways.put(ErrorCode.BAD_REQUEST, () -> raw("GET / HTTP/1.1\r\nHost: x\r\nno colon\r\n\r\n"));
    ways.put(ErrorCode.BAD_PATH, () -> json(open.server().stream("%zz").from("-1")));
    ways.put(ErrorCode.BAD_QUERY, () -> json(text().get("live=sse")));
    ways.put(ErrorCode.BAD_OFFSET, () -> json(text().from("1_1")));
    ways.put(ErrorCode.BAD_HEADER, () -> json(unused().put(TEXT).header("Stream-TTL", "01")));
    ways.put(ErrorCode.BAD_BODY, () -> json(unused().created(JSON).post(JSON, "{")));
    ways.put(ErrorCode.BAD_FORK_POINT, EveryErrorTest::forkBeyondTheTail);
    ways.put(ErrorCode.PRODUCER_EPOCH_STARTS_AT_ZERO, () -> producer(1, 1));
    ways.put(ErrorCode.UNAUTHENTICATED, () -> json(guarded.server().unusedStream().put(TEXT)));
    ways.put(ErrorCode.FORBIDDEN, EveryErrorTest::forbidden);
    ways.put(ErrorCode.PRODUCER_EPOCH_STALE, () -> producer(-1, 0));
    ways.put(ErrorCode.NOT_FOUND, () -> json(open.server().request("GET", "/elsewhere")));
    ways.put(ErrorCode.STREAM_NOT_FOUND, () -> json(unused().from("-1")));
    ways.put(ErrorCode.FORK_SOURCE_NOT_FOUND, () -> json(fork(unused())));
    ways.put(ErrorCode.METHOD_NOT_ALLOWED, () -> json(unused().request("PATCH")));
    ways.put(ErrorCode.PRECONDITION_FAILED, () -> json(unused().put(TEXT).header("If-Match", "*")));
    ways.put(ErrorCode.STREAM_CONFLICT, () -> json(text().put(JSON)));
    ways.put(ErrorCode.STREAM_CLOSED, EveryErrorTest::appendAfterTheEnd);
    ways.put(ErrorCode.CONTENT_TYPE_MISMATCH, () -> json(text().post(JSON, "{}")));
    ways.put(ErrorCode.PRODUCER_SEQUENCE_GAP, () -> producer(0, 2));
    ways.put(ErrorCode.STREAM_SEQUENCE_REGRESSION, EveryErrorTest::sameSequence);
    ways.put(ErrorCode.TOO_MANY_PRODUCERS, EveryErrorTest::oneProducerMore);
    ways.put(ErrorCode.FORK_SOURCE_GONE, () -> json(fork(softlyDeleted())));
    ways.put(ErrorCode.FORK_TOO_DEEP, EveryErrorTest::oneForkDeeper);
    ways.put(ErrorCode.STREAM_GONE, () -> json(softlyDeleted().from("-1")));
    ways.put(ErrorCode.OFFSET_TRIMMED, EveryErrorTest::removedEvents);
    ways.put(ErrorCode.REQUEST_TIMEOUT, EveryErrorTest::halfABody);
    ways.put(
        ErrorCode.UNSUPPORTED_CONTENT_ENCODING,
        () -> json(text().post(TEXT, "x").header("Content-Encoding", "gzip")));
    ways.put(ErrorCode.INSUFFICIENT_MEMORY, EveryErrorTest::oneBodyMoreThanFits);
    limits(ways);
    ways.put(ErrorCode.INTERNAL, EveryErrorTest::fault);
    ways.put(ErrorCode.OUTCOME_UNKNOWN, EveryErrorTest::failedFsync);
    ways.put(ErrorCode.DATA_DAMAGED, EveryErrorTest::changedBit);
    ways.put(
        ErrorCode.NOT_IMPLEMENTED,
        () ->
            raw(
                "POST /v1/stream/x HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip, chunked\r\n\r\n"));
    ways.put(ErrorCode.OVERLOADED, EveryErrorTest::oneReaderMoreInAll);
    ways.put(ErrorCode.UNAVAILABLE, EveryErrorTest::keysThatCannotBeHad);
    ways.put(ErrorCode.HTTP_VERSION_NOT_SUPPORTED, () -> raw("GET / HTTP/3.0\r\n\r\n"));
    ways.put(ErrorCode.STORAGE_FULL, EveryErrorTest::oneByteMore);
    return ways;
  }

  private static HttpReply failedFsync() throws IOException {
    FaultyDisk disk = FaultyDisk.compiledInto(Files.createTempDirectory("faulty-disk"));
    StreamServer server = other(disk.under(ServerCommand.store("sqlite")));
    TestStream stream = server.stream("a").created(TEXT);
    // A commit of the server's own may fail first; after it the append is refused, not unknown.
    HttpReply reply;
    do {
      disk.heal();
      do {
        reply = stream.post(TEXT, "x").send();
      } while (reply.status() == 503);
      reply.expect(204);
      disk.failFsyncs(FaultyDisk.EIO, "streams.db-wal");
      reply = json(stream.post(TEXT, "x"));
    } while (reply.status() == 503);
    return reply;
  }

  private static HttpReply changedBit() throws IOException {
    ServerProcess process = ServerProcess.start(ServerCommand.store("sqlite"));
    OTHERS.add(process);
    process.server().stream("a").created(TEXT).post(TEXT, "as it was written").send().expect(204);
    process.stop();
    Path file = process.data().resolve("streams.db");
    String bytes = Files.readString(file, StandardCharsets.ISO_8859_1);
    Files.writeString(file, bytes.replace("as it was", "as it war"), StandardCharsets.ISO_8859_1);
    process.restart();
    return json(process.server().stream("a").from("-1"));
  }

  private static void limits(Map<ErrorCode, Callable<HttpReply>> ways) {
    StreamServer server = tight.server();
    ways.put(
        ErrorCode.BODY_TOO_LARGE,
        () -> json(server.stream("large").put(TEXT).body("x".repeat(101))));
    ways.put(ErrorCode.URI_TOO_LONG, () -> json(server.stream("x".repeat(2_000)).get("")));
    ways.put(
        ErrorCode.HEADERS_TOO_LARGE,
        () -> json(server.stream("x").get("").header("X-Large", "x".repeat(2_000))));
    ways.put(
        ErrorCode.EXPECTATION_FAILED, () -> json(unused().put(TEXT).header("Expect", "a-miracle")));
    ways.put(ErrorCode.RATE_LIMITED, EveryErrorTest::oneAppendMore);
    ways.put(ErrorCode.TOO_MANY_STREAMS, EveryErrorTest::oneStreamMore);
    ways.put(ErrorCode.TOO_MANY_READERS, EveryErrorTest::oneReaderMore);
    ways.put(ErrorCode.TOO_MANY_CONNECTIONS, EveryErrorTest::oneConnectionMore);
  }

  private static HttpReply json(WireRequest request) {
    return request.header("Accept", "application/json").send();
  }

  /** For what never becomes a request. */
  private static HttpReply raw(String bytes) throws IOException {
    try (WireConnection connection = open.server().connect()) {
      return connection.write(bytes).readReply("GET");
    }
  }

  private static TestStream unused() {
    return open.server().unusedStream();
  }

  private static TestStream text() {
    return unused().created(TEXT);
  }

  private static WireRequest fork(TestStream source) {
    return unused().request("PUT").header("Stream-Forked-From", source.path());
  }

  private static TestStream softlyDeleted() {
    TestStream source = text();
    fork(source).send().expect(201);
    source.delete().expect(204);
    return source;
  }

  private static HttpReply forkBeyondTheTail() {
    return json(fork(text()).header("Stream-Fork-Offset", START.replaceAll("0$", "9")));
  }

  /** An append of a producer whose epoch and sequence are off by so much. */
  private static HttpReply producer(int epoch, int seq) {
    TestStream stream = text();
    stream.post(TEXT, "x").producer("p", 1, 0).send().expect(200);
    return json(stream.post(TEXT, "x").producer("p", 1 + epoch, seq));
  }

  private static HttpReply forbidden() {
    String token = Tokens.granting("a", "read", "a/**");
    return json(guarded.server().stream("b").put(TEXT).header("Authorization", "Bearer " + token));
  }

  private static HttpReply appendAfterTheEnd() {
    TestStream stream = text();
    stream.close().send().expect(204);
    return json(stream.post(TEXT, "x"));
  }

  private static HttpReply sameSequence() {
    TestStream stream = text();
    stream.post(TEXT, "x").header("Stream-Seq", "1").send().expect(204);
    return json(stream.post(TEXT, "x").header("Stream-Seq", "1"));
  }

  /** Ten thousand producers, and then one. */
  private static HttpReply oneProducerMore() throws Exception {
    TestStream stream = text();
    int each = 1_250;
    List<Callable<Void>> writers = new ArrayList<>();
    for (int first = 0; first < 10_000; first += each) {
      int from = first;
      writers.add(() -> {
        producers(stream, from, from + each);
        return null;
      });
    }
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (var done : threads.invokeAll(writers)) {
        done.get();
      }
    }
    stream.post(TEXT, "x").producer("p0", 0, 1).send().expect(200);
    return json(stream.post(TEXT, "x").producer("p10000", 0, 0));
  }

  private static void producers(TestStream stream, int from, int to) throws IOException {
    try (WireConnection connection = stream.server().connect()) {
      for (int i = from; i < to; i++) {
        stream.post(TEXT, "x").producer("p" + i, 0, 0).sendOn(connection).expect(200);
      }
    }
  }

  /** The registry is compacted once it holds ten thousand events; a reader is led on. */
  private static HttpReply removedEvents() throws Exception {
    StreamServer server = other(ServerCommand.store("memory"));
    List<Callable<Void>> clients = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      TestStream stream = server.stream("again" + i);
      clients.add(() -> {
        try (WireConnection connection = server.connect()) {
          for (int n = 0; n < 700; n++) {
            stream.put(TEXT).sendOn(connection).expect(201);
            stream.request("DELETE").sendOn(connection).expect(204);
          }
        }
        return null;
      });
    }
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (var done : threads.invokeAll(clients)) {
        done.get();
      }
    }
    TestStream registry = server.stream("__registry__");
    HttpReply reply = json(registry.from(START));
    for (int i = 0; i < 1_000 && reply.status() != 410; i++) {
      Thread.sleep(20);
      reply = json(registry.from(START));
    }
    registry.longPoll(START).send().expect(410);
    registry.from(reply.nextOffset()).send().expect(200);
    registry.from("-1").send().expect(200);
    return reply;
  }

  private static HttpReply oneAppendMore() {
    TestStream stream = tight.server().stream("limited0");
    HttpReply reply = json(stream.post(TEXT, "x"));
    for (int i = 0; i < 1_000 && reply.status() != 429; i++) {
      reply = json(stream.post(TEXT, "x"));
    }
    return reply;
  }

  private static HttpReply oneStreamMore() {
    for (int i = 0; i < 3; i++) {
      tight.server().stream("limited" + i).put(TEXT).send().expect(i == 0 ? 200 : 201);
    }
    return json(tight.server().stream("limited3").put(TEXT));
  }

  private static HttpReply oneByteMore() {
    StreamServer server =
        other(ServerCommand.store("memory").with("--max-bytes=100", "--registry=off"));
    TestStream stream = server.unusedStream().created(TEXT);
    stream.post(TEXT, "x".repeat(100)).send().expect(204);
    assertThat(json(server.unusedStream().put(TEXT).body("x")).status()).isEqualTo(507);
    stream.from("-1").send().expect(200);
    return json(stream.post(TEXT, "x"));
  }

  private static HttpReply oneForkDeeper() {
    StreamServer server = other(ServerCommand.store("memory").with("--max-fork-depth=1"));
    TestStream source = server.unusedStream().created(TEXT);
    TestStream fork = server.unusedStream();
    fork.request("PUT").header("Stream-Forked-From", source.path()).send().expect(201);
    return json(server.unusedStream().request("PUT").header("Stream-Forked-From", fork.path()));
  }

  private static HttpReply oneReaderMore() {
    TestStream stream = tight.server().stream("limited0");
    try (SseReader first = stream.sse("-1")) {
      assertThat(first.head().status()).isEqualTo(200);
      return json(stream.longPoll("now"));
    }
  }

  private static HttpReply oneReaderMoreInAll() {
    StreamServer server = other(ServerCommand.store("memory").with("--max-live-readers=1"));
    TestStream first = server.unusedStream().created(TEXT);
    TestStream second = server.unusedStream().created(TEXT);
    try (SseReader reader = first.sse("-1")) {
      assertThat(reader.head().status()).isEqualTo(200);
      return json(second.longPoll("now"));
    }
  }

  private static HttpReply halfABody() throws IOException {
    StreamServer server = other(ServerCommand.store("memory").with("--request-timeout=1s"));
    try (WireConnection connection = server.connect()) {
      return connection
          .write(
              "POST /v1/stream/s HTTP/1.1\r\nHost: x\r\nAccept: application/json\r\n"
                  + "Content-Type: text/plain\r\nContent-Length: 9\r\n\r\nhalf")
          .readReply("POST");
    }
  }

  private static HttpReply oneBodyMoreThanFits() throws IOException {
    StreamServer server = other(ServerCommand.store("memory").with("--memory-budget=16MiB"));
    TestStream stream = server.unusedStream().created(TEXT);
    try (WireConnection first = unfinishedBody(server);
        WireConnection second = unfinishedBody(server)) {
      HttpReply reply;
      do { // until the server has read the other two
        reply = json(stream.post(TEXT, "x".repeat(1_900_000)));
      } while (reply.status() == 204);
      stream.post(TEXT, "small").send().expect(204);
      return reply;
    }
  }

  private static WireConnection unfinishedBody(StreamServer server) throws IOException {
    return server
        .connect()
        .write(
            "POST /v1/stream/s HTTP/1.1\r\nHost: x\r\nContent-Type: text/plain\r\n"
                + "Content-Length: 1900000\r\n\r\n"
                + "x".repeat(1_890_000));
  }

  private static HttpReply oneConnectionMore() throws IOException {
    StreamServer server =
        other(ServerCommand.store("memory").with("--max-connections-per-address=1"));
    try (HeldConnections first = HeldConnections.of(server, 1);
        WireConnection second = server.connect()) {
      HttpReply reply = second.readReply("GET");
      server.request("GET", "/health").sendOn(first.first()).expect(200);
      return reply;
    }
  }

  private static HttpReply fault() throws IOException {
    Path services = Files.createDirectories(folder.resolve("META-INF/services"));
    Files.writeString(
        services.resolve("durablestreams.application.access.AccessPolicyProvider"),
        BrokenPolicyProvider.class.getName());
    Path classes = Path.of(System.getProperty("basedir", "."), "target", "test-classes");
    StreamServer server =
        other(
            ServerCommand.store("memory")
                .besides(classes.toAbsolutePath(), folder)
                .env("AUTH", "broken"));
    HttpReply reply = json(server.unusedStream().put(TEXT));
    assertThat(reply.text()).doesNotContain(BrokenPolicyProvider.SECRET_OF_THE_FAULT);
    assertThat(OTHERS.getLast().output()).contains(BrokenPolicyProvider.SECRET_OF_THE_FAULT);
    return reply;
  }

  private static HttpReply keysThatCannotBeHad() {
    StreamServer server =
        other(
            ServerCommand.store("memory")
                .env("AUTH_JWKS_URL", "http://127.0.0.1:1/keys")
                .env("AUTH_JWT_ISSUER", "none")
                .env("AUTH_JWT_AUDIENCE", "none"));
    String token =
        Tokens.granting("a", "create", "**").replaceFirst("^[^.]+", "eyJhbGciOiJFUzI1NiJ9");
    return json(server.unusedStream().put(TEXT).header("Authorization", "Bearer " + token));
  }

  @Test
  void connectionsEndWhereThePageSaysSo() throws IOException {
    Map<String, String> bytes =
        Map.of(
            "bad_request",
            "GET / HTTP/1.1\r\nHost: x\r\nno colon\r\n\r\n",
            "uri_too_long",
            "GET /" + "x".repeat(2_000) + " HTTP/1.1\r\nHost: x\r\n\r\n",
            "headers_too_large",
            "GET / HTTP/1.1\r\nHost: x\r\nX: " + "x".repeat(2_000) + "\r\n\r\n",
            "http_version_not_supported",
            "GET / HTTP/3.0\r\n\r\n",
            "expectation_failed",
            "GET / HTTP/1.1\r\nHost: x\r\nExpect: x\r\n\r\n");
    for (var request : bytes.entrySet()) {
      assertThat(PAGE.lines().get(request.getKey()).last()).as(request.getKey()).isTrue();
      try (WireConnection connection = tight.server().connect()) {
        byte[] all = connection.write(request.getValue()).readUntilClosed();
        assertThat(new String(all, StandardCharsets.UTF_8))
            .as(request.getKey())
            .startsWith("HTTP/1.1 " + PAGE.lines().get(request.getKey()).status())
            .containsIgnoringCase("connection: close");
      }
    }
  }

  @Test
  void successesHaveTheSameFieldsForBrowsers() {
    TestStream stream = unused();
    List<HttpReply> replies = new ArrayList<>();
    replies.add(stream.put(TEXT).body("x").send().expect(201));
    replies.add(stream.put(TEXT).send().expect(200));
    replies.add(stream.post(TEXT, "y").send().expect(204));
    replies.add(stream.post(TEXT, "z").producer("p", 0, 0).send().expect(200));
    replies.add(stream.from("-1").send().expect(200));
    replies.add(stream.from("-1").header("If-None-Match", "*").send().expect(304));
    replies.add(stream.longPoll("-1").send().expect(200));
    try (SseReader events = stream.sse("-1")) {
      replies.add(events.head().expect(200));
    }
    replies.add(stream.head().expect(200));
    replies.add(stream.request("OPTIONS").send().expect(204));
    replies.add(stream.delete().expect(204));
    replies.add(open.server().request("GET", "/health").send().expect(200));
    replies.add(open.server().request("GET", "/status").send().expect(200));
    assertThat(replies).allSatisfy(ErrorPage::checkBrowserFields);
  }
}
