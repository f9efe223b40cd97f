package durablestreams.adapters.metrics;

import com.sun.management.OperatingSystemMXBean;
import durablestreams.application.observe.metric.Metric;
import durablestreams.application.observe.metric.MetricSink;
import durablestreams.application.observe.metric.MetricSource;
import java.lang.management.ManagementFactory;

/** CPU time that the process has taken. */
final class ProcessTime implements MetricSource {

  private static final Metric CPU =
      Metric.counter(
          "durable_streams_process_cpu_seconds_total", "CPU time that the process has taken");
  private static final double NANOS_PER_SECOND = 1e9;

  @Override
  public void collect(MetricSink sink) {
    if (ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system) {
      sink.value(CPU, Math.max(0, system.getProcessCpuTime()) / NANOS_PER_SECOND);
    }
  }
}
