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
    Snapshots snapshots = new Snapshots();
    for (MetricSource source : sources.get()) {
      collect(source, snapshots);
    }
    collect(process, snapshots);
    return snapshots.all();
  }

  private static void collect(MetricSource source, Snapshots snapshots) {
    try {
      source.collect(snapshots);
    } catch (RuntimeException e) {
      LOG.log(Level.DEBUG, "metrics are incomplete", e);
    }
  }
}
