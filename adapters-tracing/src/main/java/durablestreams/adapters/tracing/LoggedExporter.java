package durablestreams.adapters.tracing;

import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.lang.System.Logger.Level;
import java.util.Collection;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Exporter that logs the failures of another one, in one line and at most once a minute: a receiver
 * that is gone is no fault of this server.
 */
final class LoggedExporter implements SpanExporter {

  private static final System.Logger LOG = System.getLogger(LoggedExporter.class.getName());
  private static final long PAUSE_NANOS = TimeUnit.MINUTES.toNanos(1);

  private final SpanExporter exporter;
  private final LongSupplier nanos;
  private long lost;
  private long due;

  /**
   * @param nanos a clock that only moves forward, in nanoseconds
   */
  LoggedExporter(SpanExporter exporter, LongSupplier nanos) {
    this.exporter = exporter;
    this.nanos = nanos;
    this.due = nanos.getAsLong();
  }

  @Override
  public CompletableResultCode export(Collection<SpanData> spans) {
    int count = spans.size();
    CompletableResultCode result = exporter.export(spans);
    result.whenComplete(() -> {
      if (!result.isSuccess()) {
        failed(count, result.getFailureThrowable());
      }
    });
    return result;
  }

  private synchronized void failed(int count, @Nullable Throwable cause) {
    lost += count;
    long now = nanos.getAsLong();
    if (now - due >= 0) {
      due = now + PAUSE_NANOS;
      LOG.log(
          Level.WARNING,
          "Traces cannot be exported, {0} spans are lost: {1}",
          Long.toString(lost),
          cause == null ? "the receiver did not take them" : cause.toString());
      lost = 0;
    }
  }

  @Override
  public CompletableResultCode flush() {
    return exporter.flush();
  }

  @Override
  public CompletableResultCode shutdown() {
    return exporter.shutdown();
  }
}
