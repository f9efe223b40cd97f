package durablestreams.adapters.metrics;

import durablestreams.application.observe.metric.MetricSource;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.expositionformats.ExpositionFormats;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Metrics of the server, the JVM and the process in the text formats of Prometheus. The numbers of
 * the server are read from their sources when they are asked for, one reader at a time.
 */
public final class PrometheusMetrics implements AutoCloseable {

  /**
   * Names that break the rules of Prometheus, such as a time in nanoseconds, those that are not
   * there before the first garbage collection, and those that cost more than all others: use of
   * processors, for which a dozen files of the control group are read each time, and states of
   * threads, for which all platform threads are visited once for each state. {@link ProcessMetrics}
   * has what the first two kinds and the use of processors tell.
   */
  private static final List<String> LEFT_OUT =
      List.of(
          "process.cpu",
          "system.cpu",
          "jvm.classes.loaded.count",
          "jvm.gc.pause",
          "jvm.gc.concurrent",
          "jvm.threads.states");

  private final ExpositionFormats formats = ExpositionFormats.init();
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final JvmGcMetrics collections = new JvmGcMetrics();

  /**
   * @param sources those that there are now; more come while the server starts
   */
  public PrometheusMetrics(Supplier<List<MetricSource>> sources) {
    LEFT_OUT.forEach(name -> registry.config().meterFilter(MeterFilter.denyNameStartsWith(name)));
    List<MeterBinder> binders =
        List.of(
            new ClassLoaderMetrics(),
            new JvmMemoryMetrics(),
            new JvmThreadMetrics(),
            new FileDescriptorMetrics(),
            new ProcessorMetrics(),
            new UptimeMetrics(),
            collections);
    binders.forEach(binder -> binder.bindTo(registry));
    registry.getPrometheusRegistry().register(new SourceCollector(sources, new ProcessMetrics()));
  }

  /** What is served: the bytes, and what they are. */
  public record Scrape(String contentType, byte[] body) {}

  /**
   * All current values.
   *
   * @param accept the formats that the client takes; the text format of Prometheus if there is none
   */
  public synchronized Scrape scrape(@Nullable String accept) {
    String type = formats.findWriter(accept).getContentType();
    ByteArrayOutputStream out = new ByteArrayOutputStream(64 << 10);
    try {
      registry.scrape(out, type);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new Scrape(type, out.toByteArray());
  }

  @Override
  public void close() {
    collections.close();
    registry.close();
  }
}
