package durablestreams.application.read;

import durablestreams.application.observe.metric.Metric;
import durablestreams.application.observe.metric.MetricSink;
import durablestreams.application.observe.metric.MetricSource;
import java.util.concurrent.atomic.LongAdder;

/** Hits and misses of one cache; a reader that waits for another one's read counts as a hit. */
final class CacheMetrics implements MetricSource {

  static final Metric REQUESTS =
      Metric.counter(
          "durable_streams_cache_requests_total",
          "Look-ups of a reader in the cache of pages or of archived blocks",
          "cache",
          "result");

  private final String cache;
  private final LongAdder hits = new LongAdder();
  private final LongAdder misses = new LongAdder();

  CacheMetrics(String cache) {
    this.cache = cache;
  }

  void lookedUp(boolean hit) {
    (hit ? hits : misses).increment();
  }

  @Override
  public void collect(MetricSink sink) {
    sink.value(REQUESTS, hits.sum(), cache, "hit");
    sink.value(REQUESTS, misses.sum(), cache, "miss");
  }
}
