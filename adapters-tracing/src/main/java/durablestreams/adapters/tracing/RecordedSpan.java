package durablestreams.adapters.tracing;

import durablestreams.application.observe.trace.TraceSpan;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import io.opentelemetry.context.propagation.TextMapPropagator;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;

/** Span of the SDK, which is the current one of its thread until it is closed. */
final class RecordedSpan implements TraceSpan {

  /** Maximum children of a request; a live read could have any number. */
  static final int MAX_PHASES = 128;

  private final Tracer tracer;
  private final TextMapPropagator propagator;
  private final Span span;
  private final Context context;
  private final Scope scope;
  private final SpanClock clock;
  private int phases;

  /**
   * @param context the one of the span
   */
  @SuppressWarnings("MustBeClosed") // closed by close(), on the same thread
  RecordedSpan(
      Tracer tracer, TextMapPropagator propagator, Span span, Context context, SpanClock clock) {
    this.tracer = tracer;
    this.propagator = propagator;
    this.span = span;
    this.context = context;
    this.scope = context.makeCurrent();
    this.clock = clock;
  }

  @Override
  public boolean isRecorded() {
    return span.isRecording();
  }

  @Override
  public String traceId() {
    return span.getSpanContext().getTraceId();
  }

  @Override
  public void name(String name) {
    span.updateName(name);
  }

  @Override
  public void attribute(String key, String value) {
    span.setAttribute(key, value);
  }

  @Override
  public void attribute(String key, long value) {
    span.setAttribute(key, value);
  }

  @Override
  public void phase(String name, long start, long end) {
    if (++phases <= MAX_PHASES) {
      tracer
          .spanBuilder(name)
          .setParent(context)
          .setStartTimestamp(clock.epochNanos(start), TimeUnit.NANOSECONDS)
          .startSpan()
          .end(clock.epochNanos(end), TimeUnit.NANOSECONDS);
    }
  }

  @Override
  public void fields(BiConsumer<String, String> taker) {
    propagator.inject(context, taker, (to, name, value) -> taker.accept(name, value));
  }

  @Override
  public void failed(String errorType) {
    span.setAttribute("error.type", errorType);
    span.setStatus(StatusCode.ERROR);
  }

  @Override
  public void close() {
    scope.close();
    if (phases > MAX_PHASES) {
      span.setAttribute("durable_streams.phases.dropped", phases - MAX_PHASES);
    }
    span.end(clock.epochNanos(System.nanoTime()), TimeUnit.NANOSECONDS);
  }
}
