package durablestreams.adapters.metrics;

import durablestreams.application.observe.metric.MetricSource;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.function.Supplier;

/** Reader of the sources. One that fails is left out, and the others are served. */
final class SourceCollector implements MultiCollector {

  private static final System.Logger LOG = System.getLogger(SourceCollector.class.getName());

  private final Supplier<List<MetricSource>> sources;
  private final MetricSource process;

  SourceCollector(Supplier<List<MetricSource>> sources, MetricSource process) {
    this.sources = sources;
    this.process = process;
  }

  @Override
  public MetricSnapshots collect() {
    PrometheusPoints points = new PrometheusPoints();
    for (MetricSource source : sources.get()) {
      collect(source, points);
    }
    collect(process, points);
    return points.all();
  }

  private static void collect(MetricSource source, PrometheusPoints points) {
    try {
      source.collect(points);
    } catch (RuntimeException e) {
      LOG.log(Level.DEBUG, "Metrics are incomplete", e);
    }
  }
}
