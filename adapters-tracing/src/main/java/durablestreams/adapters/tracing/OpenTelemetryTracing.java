package durablestreams.adapters.tracing;

import durablestreams.application.observe.trace.TraceSpan;
import durablestreams.application.observe.trace.Tracing;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.context.propagation.TextMapPropagator;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Spans of the SDK of OpenTelemetry, which exports them in batches by a thread of its own. */
final class OpenTelemetryTracing implements Tracing {

  private static final String SCOPE = "durablestreams";

  /** Time for the export of what is left at the end. */
  private static final int CLOSE_SECONDS = 3;

  /** Reads the fields of a request. */
  private static final TextMapGetter<Function<String, Optional<String>>> FIELDS =
      new TextMapGetter<>() {
        @Override
        public Iterable<String> keys(Function<String, Optional<String>> fields) {
          return List.of();
        }

        @Override
        public @Nullable String get(
            @Nullable Function<String, Optional<String>> fields, String name) {
          return fields == null ? null : fields.apply(name).orElse(null);
        }
      };

  private final OpenTelemetrySdk sdk;
  private final Tracer tracer;
  private final TextMapPropagator propagator;
  private final InstantSource clock;

  OpenTelemetryTracing(OpenTelemetrySdk sdk, InstantSource clock) {
    this.sdk = sdk;
    this.tracer = sdk.getTracer(SCOPE);
    this.propagator = sdk.getPropagators().getTextMapPropagator();
    this.clock = clock;
  }

  @Override
  public boolean isOn() {
    return true;
  }

  @Override
  public TraceSpan request(String method, Function<String, Optional<String>> fields) {
    return begin(method, SpanKind.SERVER, propagator.extract(Context.root(), fields, FIELDS));
  }

  @Override
  public TraceSpan call(String name) {
    return begin(name, SpanKind.CLIENT, Context.current());
  }

  private TraceSpan begin(String name, SpanKind kind, Context parent) {
    SpanClock time = SpanClock.of(clock);
    Span span =
        tracer
            .spanBuilder(name)
            .setSpanKind(kind)
            .setParent(parent)
            .setStartTimestamp(time.begin(), TimeUnit.NANOSECONDS)
            .startSpan();
    return new RecordedSpan(tracer, propagator, span, parent.with(span), time);
  }

  @Override
  public String currentTraceId() {
    SpanContext current = Span.current().getSpanContext();
    return current.isValid() ? current.getTraceId() : "";
  }

  @Override
  public void close() {
    sdk.shutdown().join(CLOSE_SECONDS, TimeUnit.SECONDS);
  }
}
