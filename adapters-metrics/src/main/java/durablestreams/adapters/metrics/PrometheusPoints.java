package durablestreams.adapters.metrics;

import durablestreams.application.observe.metric.Histogram;
import durablestreams.application.observe.metric.Metric;
import durablestreams.application.observe.metric.MetricSink;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.DataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Values of one answer, as the library of Prometheus takes them. */
final class PrometheusPoints implements MetricSink {

  private static final String TOTAL = "_total";

  private final Map<Metric, List<DataPointSnapshot>> points = new LinkedHashMap<>();

  @Override
  public void value(Metric metric, double value, String... labels) {
    Labels named = named(metric, labels);
    switch (metric.type()) {
      case COUNTER ->
          add(
              metric,
              CounterSnapshot.CounterDataPointSnapshot.builder()
                  .value(value)
                  .labels(named)
                  .build());
      case GAUGE ->
          add(
              metric,
              GaugeSnapshot.GaugeDataPointSnapshot.builder().value(value).labels(named).build());
      case HISTOGRAM -> throw new IllegalArgumentException(metric.name() + " is a histogram");
    }
  }

  @Override
  public void histogram(Metric metric, Histogram histogram, String... labels) {
    double[] bounds = histogram.bounds();
    double[] upper = Arrays.copyOf(bounds, bounds.length + 1);
    upper[bounds.length] = Double.POSITIVE_INFINITY;
    add(
        metric,
        HistogramSnapshot.HistogramDataPointSnapshot.builder()
            .classicHistogramBuckets(ClassicHistogramBuckets.of(upper, histogram.counts()))
            .sum(histogram.sum())
            .labels(named(metric, labels))
            .build());
  }

  private void add(Metric metric, DataPointSnapshot point) {
    points.computeIfAbsent(metric, m -> new ArrayList<>()).add(point);
  }

  private static Labels named(Metric metric, String... values) {
    return Labels.of(metric.labels().toArray(String[]::new), values);
  }

  MetricSnapshots all() {
    return new MetricSnapshots(
        points.entrySet().stream().map(entry -> of(entry.getKey(), entry.getValue())).toList());
  }

  private static MetricSnapshot of(Metric metric, List<DataPointSnapshot> points) {
    return switch (metric.type()) {
      case COUNTER -> {
        String name = metric.name().substring(0, metric.name().length() - TOTAL.length());
        CounterSnapshot.Builder counter = CounterSnapshot.builder().name(name).help(metric.help());
        points.forEach(
            point -> counter.dataPoint((CounterSnapshot.CounterDataPointSnapshot) point));
        yield counter.build();
      }
      case GAUGE -> {
        GaugeSnapshot.Builder gauge =
            GaugeSnapshot.builder().name(metric.name()).help(metric.help());
        points.forEach(point -> gauge.dataPoint((GaugeSnapshot.GaugeDataPointSnapshot) point));
        yield gauge.build();
      }
      case HISTOGRAM -> {
        HistogramSnapshot.Builder histogram =
            HistogramSnapshot.builder().name(metric.name()).help(metric.help());
        points.forEach(
            point -> histogram.dataPoint((HistogramSnapshot.HistogramDataPointSnapshot) point));
        yield histogram.build();
      }
    };
  }
}
