package durablestreams.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import durablestreams.adapters.webhook.UnusableKeyException;
import durablestreams.application.access.AccessPolicies;
import durablestreams.application.fault.FaultPoints;
import durablestreams.application.port.StoreFailedException;
import durablestreams.bootstrap.process.StopSignal;
import durablestreams.bootstrap.settings.Settings;
import durablestreams.server.assembly.OpenFileLimit;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WiringTest {

  private static final String STREAM = "/v1/stream/s";
  private static final String[] TEXT = {"Content-Type", "text/plain"};

  private final List<RunningServer> started = new ArrayList<>();

  @TempDir Path folder;

  @AfterEach
  void stopAll() {
    started.forEach(RunningServer::stop);
  }

  private Wiring wiring(String... flags) {
    List<String> all = new ArrayList<>(List.of("--port=0", "--data=" + folder.resolve("data")));
    all.addAll(List.of(flags));
    Settings settings = TestSettings.of(all.toArray(String[]::new));
    return new Wiring(
        settings,
        AccessPolicies.onClassPath(),
        TestSettings.noReload(settings),
        FaultPoints.NONE,
        Map.of());
  }

  private RunningServer start(String... flags) {
    RunningServer server = wiring(flags).start(OpenFileLimit.ofThisProcess(), () -> {});
    started.add(server);
    return server;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--store=memory",
        "--store=memory --archive=none",
        "--store=sqlite",
        "--store=sqlite --archive=none",
        "--store=sqlite --archive=memory",
        "--store=sqlite --registry=off",
      })
  void aServerTakesAndGives(String flags) {
    RunningServer server = start(flags.split(" "));
    try (Http http = new Http(server.port())) {
      assertThat(http.send("PUT", STREAM, "a", TEXT).statusCode()).isEqualTo(201);
      assertThat(http.send("POST", STREAM, "b", TEXT).statusCode()).isEqualTo(204);
      HttpResponse<String> page = http.send("GET", STREAM + "?offset=-1", "");
      assertThat(page.statusCode()).isEqualTo(200);
      assertThat(page.body()).isEqualTo("ab");
      assertThat(http.send("GET", "/health", "").statusCode()).isEqualTo(200);
      assertThat(http.send("GET", "/status", "").body()).contains("\"streams\":");
    }
    assertThat(server.stop()).isTrue();
    assertThat(server.stop()).isTrue();
  }

  @Test
  void aKeyThatCannotBeReadEndsTheStart() throws IOException {
    Path keys = Files.createDirectories(folder.resolve("data/keys"));
    Files.writeString(keys.resolve("5.key"), "nonsense");
    assertThatThrownBy(this::start)
        .isInstanceOf(UnusableKeyException.class)
        .hasMessage("A key of webhooks in " + keys + " cannot be read: a key has two lines");
    Files.delete(keys.resolve("5.key"));
    start();
  }

  @Test
  void aStopLosesNothing() {
    RunningServer first = start();
    try (Http http = new Http(first.port())) {
      http.send("PUT", STREAM, "a", TEXT);
    }
    assertThat(first.stop()).isTrue();
    try (Http http = new Http(start().port())) {
      assertThat(http.send("GET", STREAM + "?offset=-1", "").body()).isEqualTo("a");
    }
  }

  @Test
  void aStopEndsLiveReaders() {
    RunningServer server = start("--store=memory");
    try (Http http = new Http(server.port())) {
      http.send("PUT", STREAM, "a", TEXT);
      Thread stop =
          Thread.ofVirtual()
              .unstarted(() -> {
                while (!http.send("GET", "/status", "").body().contains("\"liveReaders\":1")) {
                  Thread.onSpinWait();
                }
                server.stop();
              });
      stop.start();
      HttpResponse<String> poll = http.send("GET", STREAM + "?offset=now&live=long-poll", "");
      assertThat(poll.statusCode()).isEqualTo(204);
      assertThat(poll.headers().firstValue("Stream-Next-Offset")).isPresent();
      assertThat(server.stop()).isTrue();
    }
  }

  @Test
  void oneProcessAtATimeUsesADataFolder() {
    start();
    assertThatThrownBy(this::start)
        .isInstanceOf(StoreFailedException.class)
        .hasMessageContaining(folder.toString());
  }

  @Test
  void aTokenGuardsWrites() {
    RunningServer server = start("--store=memory", "--auth-token=s3cret");
    try (Http http = new Http(server.port())) {
      assertThat(http.send("PUT", STREAM, "a", TEXT).statusCode()).isEqualTo(401);
      HttpResponse<String> made =
          http.send(
              "PUT", STREAM, "a", "Content-Type", "text/plain", "Authorization", "Bearer s3cret");
      assertThat(made.statusCode()).isEqualTo(201);
      assertThat(http.send("GET", STREAM + "?offset=-1", "").body()).isEqualTo("a");
    }
  }

  @Test
  void theCommandStopsWhenItIsTold() {
    StopSignal stop = new StopSignal();
    stop.give();
    Settings settings = TestSettings.of("--store=memory", "--port=0");
    Wiring wiring =
        new Wiring(
            settings,
            AccessPolicies.onClassPath(),
            TestSettings.noReload(settings),
            FaultPoints.NONE,
            Map.of());
    assertThat(new ServeCommand(settings, wiring, stop, List.of()).run()).isZero();
  }
}
