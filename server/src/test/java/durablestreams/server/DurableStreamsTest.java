package durablestreams.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import durablestreams.adapters.memory.InMemorySegmentArchive;
import durablestreams.application.access.Access;
import durablestreams.application.access.Action;
import durablestreams.application.access.Caller;
import durablestreams.application.assembly.ServiceSettings;
import durablestreams.application.port.SegmentArchive;
import durablestreams.domain.segment.RotationPolicy;
import durablestreams.server.assembly.StartException;
import durablestreams.server.store.HeapStore;
import io.helidon.webserver.WebServer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DurableStreamsTest {

  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private static HttpResponse<String> send(String method, URI url, String body) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(url)
            .method(
                method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
            .header("Content-Type", "text/plain")
            .build();
    return HTTP.send(request, BodyHandlers.ofString());
  }

  @Test
  void whatIsAppendedInProcessIsReadOverHttpAndTheOtherWayRound() throws Exception {
    try (DurableStreams streams = DurableStreams.builder().inMemory().port(0).start()) {
      LocalStream stream = streams.stream("a b/ü");
      assertThat(stream.create("text/plain")).isTrue();
      stream.append("in process, ");
      assertThat(send("POST", streams.url("a b/ü"), "over HTTP").statusCode()).isEqualTo(204);
      assertThat(send("GET", streams.url("a b/ü"), "").body())
          .isEqualTo("in process, over HTTP")
          .isEqualTo(stream.read().texts().getFirst());
    }
  }

  @Test
  void tenServersInOneProcessKnowNothingOfEachOther() throws Exception {
    List<DurableStreams> servers = new ArrayList<>();
    try {
      for (int i = 0; i < 10; i++) {
        servers.add(DurableStreams.builder().inMemory().port(0).start());
        servers.get(i).stream("same").create(NewStream.text().messages("of " + i));
      }
      Set<Integer> ports = new HashSet<>();
      for (int i = 0; i < 10; i++) {
        ports.add(servers.get(i).port());
        assertThat(send("GET", servers.get(i).url("same"), "").body()).isEqualTo("of " + i);
      }
      assertThat(ports).hasSize(10);
      servers.getFirst().close();
      assertThat(send("GET", servers.getLast().url("same"), "").body()).isEqualTo("of 9");
    } finally {
      servers.forEach(DurableStreams::close);
    }
  }

  @Test
  @Tag("slow")
  void streamsInSqliteOutliveTheServer(@TempDir Path folder) {
    try (DurableStreams streams = DurableStreams.builder().sqlite(folder).start()) {
      streams.stream("kept").create(NewStream.json().messages("[1,2]"));
      assertThatThrownBy(() -> DurableStreams.builder().sqlite(folder).start())
          .hasMessageContaining(folder.toString());
    }
    try (DurableStreams streams = DurableStreams.builder().sqlite(folder).start()) {
      assertThat(streams.stream("kept").read().texts()).containsExactly("1", "2");
    }
  }

  @Test
  void aPortThatIsTakenIsAFailureThatClosesWhatWasOpened(@TempDir Path folder) {
    try (DurableStreams first = DurableStreams.builder().port(0).start()) {
      int taken = first.port();
      assertThatThrownBy(() -> DurableStreams.builder().sqlite(folder).port(taken).start())
          .isInstanceOf(StartException.class)
          .hasMessageContaining(String.valueOf(taken));
      DurableStreams.builder().sqlite(folder).start().close();
    }
  }

  @Test
  void theCallbackDecidesOnRequestsAndNotOnCallsInProcess() throws Exception {
    AtomicReference<String> asked = new AtomicReference<>("");
    try (DurableStreams streams =
        DurableStreams.builder()
            .access(request -> {
              asked.set(request.action() + " " + request.stream());
              return request.action() == Action.READ
                  ? new Access.Granted(Caller.ANONYMOUS)
                  : new Access.Forbidden("this server is for readers");
            })
            .port(0)
            .start()) {
      streams.stream("read-only").create(NewStream.text().messages("x"));
      assertThat(asked.get()).isEmpty();
      assertThat(send("GET", streams.url("read-only"), "").body()).isEqualTo("x");
      assertThat(asked.get()).isEqualTo("READ read-only");
      HttpResponse<String> refused = send("POST", streams.url("read-only"), "y");
      assertThat(refused.statusCode()).isEqualTo(403);
      assertThat(refused.body()).contains("this server is for readers");
    }
  }

  @Test
  @Tag("slow")
  void storeArchiveAndClockAreReplaced() throws Exception {
    SegmentArchive archive = new InMemorySegmentArchive();
    AtomicReference<Duration> ahead = new AtomicReference<>(Duration.ZERO);
    try (DurableStreams streams =
        DurableStreams.builder()
            .store(() -> HeapStore.open(64L << 20, InstantSource.system()))
            .archive(archive)
            .clock(() -> Instant.now().plus(ahead.get()))
            .streams(DurableStreamsTest::smallSegments)
            .start()) {
      LocalStream stream = streams.stream("short-lived");
      stream.create(NewStream.json().expireAfter(Duration.ofHours(1)));
      for (int i = 0; i < 20; i++) {
        stream.append(String.valueOf(i));
      }
      awaitObject(archive);
      assertThat(stream.read().texts()).hasSize(20).endsWith("19");
      ahead.set(Duration.ofHours(2));
      assertThatThrownBy(stream::read)
          .isInstanceOfSatisfying(
              StreamException.class,
              e -> assertThat(e.reason()).isEqualTo(StreamException.Reason.NOT_FOUND));
    }
  }

  private static ServiceSettings smallSegments(ServiceSettings settings) {
    return new ServiceSettings(
        new RotationPolicy(5, 1 << 20),
        settings.offload(),
        settings.sequencer(),
        settings.pageLimit(),
        settings.registry(),
        settings.liveReadersPerStream(),
        settings.registryMessages(),
        settings.streamLimits());
  }

  private static void awaitObject(SegmentArchive archive) throws InterruptedException {
    Instant limit = Instant.now().plusSeconds(60);
    List<String> found = new ArrayList<>();
    while (found.isEmpty() && Instant.now().isBefore(limit)) {
      Thread.sleep(20);
      archive.list("", object -> found.add(object.name()));
    }
    assertThat(found).isNotEmpty();
  }

  @Test
  void itIsMountedBesideRoutesOfAnApplication() throws Exception {
    try (DurableStreams streams = DurableStreams.builder().start()) {
      WebServer application =
          WebServer.builder()
              .port(0)
              .shutdownHook(false)
              .routing(routing ->
                  routing
                      .get("/hello", (request, response) -> response.send("hello"))
                      .addFeature(streams.mountedAt("/api/streams")))
              .build()
              .start();
      try {
        URI root = URI.create("http://localhost:" + application.port());
        assertThat(send("PUT", root.resolve("/api/streams/a"), "").statusCode()).isEqualTo(201);
        streams.stream("a").append("shared");
        assertThat(send("GET", root.resolve("/api/streams/a"), "").body()).isEqualTo("shared");
        assertThat(send("GET", root.resolve("/hello"), "").body()).isEqualTo("hello");
      } finally {
        streams.close();
        application.stop();
      }
    }
  }

  @Test
  void theStatusSaysWhatThereIs() {
    try (DurableStreams streams = DurableStreams.builder().start()) {
      streams.stream("one").create("text/plain");
      assertThat(streams.status()).startsWith("{\"version\":\"");
      assertThat(streams.metrics()).isNotEmpty();
      assertThatThrownBy(streams::port).isInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void wrongArgumentsAreRefused(@TempDir Path folder) throws Exception {
    Path file = Files.createFile(folder.resolve("file"));
    assertThatThrownBy(() -> DurableStreams.builder().sqlite(file).start())
        .isInstanceOf(RuntimeException.class);
    assertThatThrownBy(() -> DurableStreams.builder().heapBytes(1))
        .isInstanceOf(IllegalArgumentException.class);
    try (DurableStreams streams = DurableStreams.builder().start()) {
      assertThatThrownBy(() -> streams.stream("__ds/subscriptions"))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> streams.stream("__registry__").append("{}"))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> streams.mountedAt("streams/"))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }
}
