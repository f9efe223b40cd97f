package durablestreams.bootstrap;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import durablestreams.application.access.AccessPolicies;
import durablestreams.application.fault.FaultPoints;
import durablestreams.bootstrap.log.Logging;
import durablestreams.bootstrap.settings.ServerCatalog.LogLevel;
import durablestreams.bootstrap.settings.Settings;
import durablestreams.bootstrap.settings.SettingsException;
import durablestreams.server.assembly.OpenFileLimit;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Traces of a whole server, as a receiver of OTLP gets them. */
class TracesTest {

  private static final String STREAM = "/v1/stream/s";
  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
  private static final String PARENT = "00f067aa0ba902b7";
  private static final String[] TRACED = {
    "Content-Type", "text/plain", "traceparent", "00-" + TRACE + "-" + PARENT + "-01"
  };
  private static final String[] UNSAMPLED = {
    "Content-Type", "text/plain", "traceparent", "00-" + TRACE + "-" + PARENT + "-00"
  };

  private final OtlpReceiver receiver = new OtlpReceiver();

  @TempDir Path folder;

  @AfterEach
  void close() {
    receiver.close();
  }

  private RunningServer start(Map<String, String> environment, String... flags) {
    List<String> all = new ArrayList<>(List.of("--port=0", "--data=" + folder.resolve("data")));
    all.addAll(List.of(flags));
    Settings settings = TestSettings.of(all.toArray(String[]::new));
    return new Wiring(
            settings,
            AccessPolicies.onClassPath(),
            TestSettings.noReload(settings),
            FaultPoints.NONE,
            environment)
        .start(OpenFileLimit.ofThisProcess(), () -> {});
  }

  private Span only(String name) {
    assertThat(receiver.named(name)).as(name).hasSize(1);
    return receiver.named(name).getFirst();
  }

  @Test
  void aReceiverGetsTheSpansOfRequestsAndTheirPhases() {
    RunningServer server = start(receiver.environment());
    try (Http http = new Http(server.port())) {
      http.send("PUT", STREAM, "", "Content-Type", "text/plain");
      http.send("POST", STREAM + "?secret=1", "a", TRACED);
      http.send("GET", STREAM + "?offset=-1", "");
      http.send("GET", STREAM + "?offset=nonsense", "");
    } finally {
      assertThat(server.stop()).isTrue();
    }
    assertThat(receiver.resource())
        .containsEntry("service.name", "durable-streams")
        .containsEntry("service.version", Version.current());
    Span append = only("POST append");
    assertThat(append.getKind()).isEqualTo(Span.SpanKind.SPAN_KIND_SERVER);
    assertThat(OtlpReceiver.traceId(append)).isEqualTo(TRACE);
    assertThat(OtlpReceiver.parentId(append)).isEqualTo(PARENT);
    assertThat(OtlpReceiver.attributes(append))
        .containsEntry("http.request.method", "POST")
        .containsEntry("http.response.status_code", "204")
        .containsEntry("url.path", STREAM)
        .containsEntry("url.scheme", "http")
        .containsEntry("client.address", "127.0.0.1")
        .containsEntry("durable_streams.operation", "append");
    assertThat(receiver.spans().toString()).doesNotContain("secret");
    for (String phase : List.of("queue", "commit")) {
      assertThat(receiver.named(phase))
          .filteredOn(span -> span.getParentSpanId().equals(append.getSpanId()))
          .singleElement()
          .satisfies(span -> isWithin(span, append));
    }
    Span read = receiver.named("GET read").getFirst();
    assertThat(OtlpReceiver.traceId(read)).isNotEqualTo(TRACE);
    assertThat(receiver.named("store-read")).anySatisfy(span -> isWithin(span, read));
    assertThat(receiver.named("GET read"))
        .extracting(span -> OtlpReceiver.attributes(span).get("http.response.status_code"))
        .containsExactly("200", "400");
    assertThat(receiver.named("GET read"))
        .allSatisfy(span ->
            assertThat(span.getStatus().getCode()).isEqualTo(Status.StatusCode.STATUS_CODE_UNSET));
  }

  private static void isWithin(Span child, Span parent) {
    assertThat(child.getTraceId()).isEqualTo(parent.getTraceId());
    assertThat(child.getParentSpanId()).isEqualTo(parent.getSpanId());
    assertThat(child.getStartTimeUnixNano())
        .isGreaterThanOrEqualTo(parent.getStartTimeUnixNano())
        .isLessThanOrEqualTo(child.getEndTimeUnixNano());
    assertThat(child.getEndTimeUnixNano()).isLessThanOrEqualTo(parent.getEndTimeUnixNano());
  }

  @Test
  void uploadsAndReadsOfTheArchiveAreSpans() {
    Map<String, String> environment = new HashMap<>(receiver.environment());
    environment.put("OTEL_BSP_SCHEDULE_DELAY", "50");
    RunningServer server = start(environment, "--segment-max-messages=4", "--upload-delay=0s");
    try (Http http = new Http(server.port())) {
      http.send("PUT", STREAM, "", "Content-Type", "text/plain");
      for (int i = 0; i < 20; i++) {
        http.send("POST", STREAM, "x".repeat(100), "Content-Type", "text/plain");
      }
      http.send("POST", STREAM, "", "Stream-Closed", "true");
      long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
      while (receiver.named("archive-read").isEmpty()) {
        assertThat(System.nanoTime()).as("a read of the archive").isLessThan(deadline);
        http.send("GET", STREAM + "?offset=-1", "");
        LockSupport.parkNanos(20_000_000);
      }
    } finally {
      assertThat(server.stop()).isTrue();
    }
    Span upload = receiver.named("archive-put").getFirst();
    assertThat(upload.getKind()).isEqualTo(Span.SpanKind.SPAN_KIND_CLIENT);
    assertThat(upload.getParentSpanId().isEmpty()).isTrue();
    assertThat(OtlpReceiver.attributes(upload))
        .containsKeys("durable_streams.object", "durable_streams.bytes");
    Span fetch = receiver.named("archive-read").getFirst();
    assertThat(receiver.named("GET read")).anySatisfy(read -> isWithin(fetch, read));
  }

  @Test
  void aTraceThatIsNotSampledIsNotExported() {
    RunningServer server = start(receiver.environment());
    try (Http http = new Http(server.port())) {
      http.send("PUT", STREAM, "", UNSAMPLED);
      http.send("DELETE", STREAM, "");
    } finally {
      server.stop();
    }
    assertThat(receiver.named("DELETE delete")).hasSize(1);
    assertThat(receiver.spans()).noneMatch(span -> OtlpReceiver.traceId(span).equals(TRACE));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void theIdOfTheTraceIsInTheLogAndTheAccessLog(boolean json) throws Exception {
    Path log = folder.resolve("access.log");
    ByteArrayOutputStream lines = new ByteArrayOutputStream();
    PrintStream before = System.err;
    System.setErr(new PrintStream(lines, true, UTF_8));
    Logging.configure(LogLevel.INFO, json);
    RunningServer server =
        start(receiver.environment(), "--auth-token=s3cret", "--access-log=" + log);
    try (Http http = new Http(server.port())) {
      http.send("PUT", STREAM, "", TRACED);
      http.send("GET", "/health", "");
    } finally {
      server.stop();
      System.setErr(before);
      Logging.configure(LogLevel.INFO, false);
    }
    assertThat(lines.toString(UTF_8).lines().filter(line -> line.contains("audit: refused PUT")))
        .singleElement()
        .asString()
        .contains(json ? "\"trace\":\"" + TRACE + "\"" : " trace=" + TRACE);
    List<String> written = Files.readAllLines(log);
    assertThat(written.getFirst()).endsWith(" " + TRACE);
    // A request without a trace of its client's begins one.
    assertThat(written.getLast()).endsWith(" " + OtlpReceiver.traceId(only("GET service")));
  }

  @Test
  void aFieldThatIsSentTwiceIsNoTrace() throws Exception {
    Path log = folder.resolve("access.log");
    RunningServer server = start(Map.of(), "--access-log=" + log);
    try (Http http = new Http(server.port())) {
      http.send(
          "PUT", STREAM, "", TRACED[0], TRACED[1], TRACED[2], TRACED[3], TRACED[2], TRACED[3]);
    } finally {
      server.stop();
    }
    assertThat(Files.readAllLines(log)).singleElement().asString().contains(" 201 ").endsWith(" -");
    assertThat(receiver.spans()).isEmpty();
  }

  @Test
  void aWrongVariableEndsTheStart() {
    assertThatThrownBy(() -> start(Map.of("OTEL_TRACES_EXPORTER", "zipkin")))
        .isInstanceOf(SettingsException.class)
        .hasMessage(
            "OTEL_TRACES_EXPORTER is zipkin, which is not in this server: use otlp or none.");
    assertThatThrownBy(() ->
            start(Map.of("OTEL_TRACES_EXPORTER", "otlp", "OTEL_EXPORTER_OTLP_PROTOCOL", "grpc")))
        .hasMessageContaining("use http/protobuf");
    assertThatThrownBy(
            () -> start(Map.of("OTEL_TRACES_EXPORTER", "otlp", "OTEL_TRACES_SAMPLER", "some")))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("OTEL_")
        .hasMessageContaining("some");
  }

  @Test
  void aServerWorksWhileNothingReceivesItsTraces() {
    receiver.close();
    ByteArrayOutputStream lines = new ByteArrayOutputStream();
    PrintStream before = System.err;
    System.setErr(new PrintStream(lines, true, UTF_8));
    Logging.configure(LogLevel.WARN, false);
    Map<String, String> environment = new HashMap<>(receiver.environment());
    environment.put("OTEL_JAVA_EXPORTER_OTLP_RETRY_DISABLED", "true");
    RunningServer server = start(environment);
    try (Http http = new Http(server.port())) {
      assertThat(http.send("PUT", STREAM, "", TRACED).statusCode()).isEqualTo(201);
    } finally {
      assertThat(server.stop()).isTrue();
      System.setErr(before);
      Logging.configure(LogLevel.INFO, false);
    }
    assertThat(lines.toString(UTF_8))
        .contains(" WARN  Traces cannot be exported, ")
        .doesNotContain("ERROR", "\tat ", "    at ");
  }
}
