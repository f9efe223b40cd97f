package durablestreams.adapters.tracing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import durablestreams.adapters.memory.InMemorySegmentArchive;
import durablestreams.application.observe.trace.TraceSpan;
import durablestreams.application.observe.trace.TracedArchive;
import durablestreams.application.observe.trace.Tracing;
import durablestreams.application.port.SegmentArchive;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OpenTelemetryTracingTest {

  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
  private static final String PARENT = "00f067aa0ba902b7";

  private final RecordedTraces traces = new RecordedTraces();
  private final Tracing tracing = traces.tracing();

  @AfterEach
  void close() {
    traces.close();
  }

  private static Function<String, Optional<String>> fields(Map<String, String> fields) {
    return name -> Optional.ofNullable(fields.get(name));
  }

  private TraceSpan request(String flags) {
    return tracing.request(
        "GET", fields(Map.of("traceparent", "00-" + TRACE + "-" + PARENT + "-" + flags)));
  }

  @Test
  void aRequestGoesOnWithTheTraceOfItsClient() {
    assertThat(tracing.currentTraceId()).isEmpty();
    try (TraceSpan span = request("01")) {
      assertThat(span.traceId()).isEqualTo(TRACE);
      assertThat(tracing.currentTraceId()).isEqualTo(TRACE);
    }
    assertThat(tracing.currentTraceId()).isEmpty();
    assertThat(traces.only("GET").getParentSpanId()).isEqualTo(PARENT);
  }

  @Test
  void anotherServerGoesOnWithTheSpanOfTheCall() {
    Map<String, String> sent = new HashMap<>();
    try (TraceSpan request = request("01");
        TraceSpan call = tracing.call("forward")) {
      call.fields(sent::put);
    }
    tracing.request("POST", fields(sent)).close();
    assertThat(traces.only("POST").getTraceId()).isEqualTo(TRACE);
    assertThat(traces.only("POST").getParentSpanId()).isEqualTo(traces.only("forward").getSpanId());
    assertThat(traces.only("forward").getParentSpanId()).isEqualTo(traces.only("GET").getSpanId());
  }

  @Test
  void aMalformedFieldBeginsATrace() {
    tracing.request("GET", fields(Map.of("traceparent", "00-nothing"))).close();
    assertThat(traces.only("GET").getParentSpanContext().isValid()).isFalse();
    assertThat(traces.only("GET").getTraceId()).isNotEqualTo(TRACE);
  }

  @Test
  void timesOfPhasesAreThoseOfTheWallClock() {
    long begin = RecordedTraces.NOW.getEpochSecond() * 1_000_000_000 + RecordedTraces.NOW.getNano();
    try (TraceSpan span = request("01")) {
      long now = System.nanoTime();
      span.phase("queue", now, now + 1_500);
    }
    SpanData request = traces.only("GET");
    SpanData queue = traces.only("queue");
    assertThat(request.getStartEpochNanos()).isEqualTo(begin);
    assertThat(queue.getStartEpochNanos()).isGreaterThanOrEqualTo(begin);
    assertThat(queue.getEndEpochNanos() - queue.getStartEpochNanos()).isEqualTo(1_500);
    assertThat(queue.getParentSpanId()).isEqualTo(request.getSpanId());
  }

  @Test
  void aRequestHasAtMostAFewChildren() {
    try (TraceSpan span = request("01")) {
      for (int i = 0; i < RecordedSpan.MAX_PHASES + 5; i++) {
        span.phase("wait", 0, 1);
      }
    }
    assertThat(traces.spans()).hasSize(RecordedSpan.MAX_PHASES + 1);
    assertThat(
            traces
                .only("GET")
                .getAttributes()
                .get(AttributeKey.longKey("durable_streams.phases.dropped")))
        .isEqualTo(5);
  }

  @Test
  void aCallOfTheArchiveIsAChildOfTheRequestAndFailsWithIt() {
    SegmentArchive archive = TracedArchive.of(new InMemorySegmentArchive(), tracing);
    try (TraceSpan span = request("01")) {
      assertThat(span.isRecorded()).isTrue();
      assertThat(archive.read("s/x/1/a", 0, 1)).isEmpty();
      assertThatThrownBy(() -> archive.read("", 0, 1)).isInstanceOf(IllegalArgumentException.class);
      assertThat(tracing.currentTraceId()).isEqualTo(TRACE);
    }
    String request = traces.only("GET").getSpanId();
    assertThat(traces.spans())
        .filteredOn(span -> span.getName().equals("archive-read"))
        .allSatisfy(span -> assertThat(span.getParentSpanId()).isEqualTo(request))
        .extracting(span -> span.getStatus().getStatusCode())
        .containsExactly(StatusCode.UNSET, StatusCode.ERROR);
  }
}
