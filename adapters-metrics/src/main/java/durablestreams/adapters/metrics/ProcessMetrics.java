package durablestreams.adapters.metrics;

import com.sun.management.OperatingSystemMXBean;
import durablestreams.application.observe.metric.Metric;
import durablestreams.application.observe.metric.MetricSink;
import durablestreams.application.observe.metric.MetricSource;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;

/** CPU time of the process, and its garbage collections, from the first one on. */
final class ProcessMetrics implements MetricSource {

  private static final Metric CPU =
      Metric.counter(
          "durable_streams_process_cpu_seconds_total", "CPU time that the process has taken");
  private static final Metric COLLECTIONS =
      Metric.counter(
          "durable_streams_gc_collections_total", "Garbage collections of the JVM", "collector");
  private static final Metric COLLECTION_TIME =
      Metric.counter(
          "durable_streams_gc_seconds_total",
          "Time that garbage collections of the JVM have taken",
          "collector");
  private static final double NANOS_PER_SECOND = 1e9;
  private static final double MILLIS_PER_SECOND = 1e3;

  @Override
  public void collect(MetricSink sink) {
    if (ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system) {
      sink.value(CPU, Math.max(0, system.getProcessCpuTime()) / NANOS_PER_SECOND);
    }
    for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
      sink.value(COLLECTIONS, Math.max(0, collector.getCollectionCount()), collector.getName());
      sink.value(
          COLLECTION_TIME,
          Math.max(0, collector.getCollectionTime()) / MILLIS_PER_SECOND,
          collector.getName());
    }
  }
}
