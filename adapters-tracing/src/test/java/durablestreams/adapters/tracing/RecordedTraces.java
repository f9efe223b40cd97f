package durablestreams.adapters.tracing;

import durablestreams.application.observe.trace.Tracing;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.propagation.ContextPropagators;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Tracing with an exporter that keeps spans. */
final class RecordedTraces implements AutoCloseable {

  static final Instant NOW = Instant.parse("2026-02-03T04:05:06.123456789Z");

  private final List<SpanData> spans = new CopyOnWriteArrayList<>();
  private final Tracing tracing =
      new OpenTelemetryTracing(
          OpenTelemetrySdk.builder()
              .setTracerProvider(
                  SdkTracerProvider.builder()
                      .addSpanProcessor(SimpleSpanProcessor.create(new Exporter()))
                      .build())
              .setPropagators(ContextPropagators.create(W3CTraceContextPropagator.getInstance()))
              .build(),
          () -> NOW);

  Tracing tracing() {
    return tracing;
  }

  List<SpanData> spans() {
    return spans;
  }

  SpanData only(String name) {
    List<SpanData> named = spans.stream().filter(span -> span.getName().equals(name)).toList();
    if (named.size() != 1) {
      throw new AssertionError("%d spans are named %s: %s".formatted(named.size(), name, spans));
    }
    return named.getFirst();
  }

  @Override
  public void close() {
    tracing.close();
  }

  private final class Exporter implements SpanExporter {
    @Override
    public CompletableResultCode export(Collection<SpanData> ended) {
      spans.addAll(ended);
      return CompletableResultCode.ofSuccess();
    }

    @Override
    public CompletableResultCode flush() {
      return CompletableResultCode.ofSuccess();
    }

    @Override
    public CompletableResultCode shutdown() {
      return CompletableResultCode.ofSuccess();
    }
  }
}
