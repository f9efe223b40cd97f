package durablestreams.adapters.http.server;

import durablestreams.application.observe.metric.Metric;
import durablestreams.application.observe.metric.MetricSink;
import durablestreams.application.observe.metric.MetricSource;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.TimeUnit;

/**
 * Warning when all connections are in use: further clients wait in the backlog of the operating
 * system, which no request shows. It is repeated once a minute at most.
 */
final class ConnectionLimit implements MetricSource {

  static final Metric LIMIT =
      Metric.gauge(
          "durable_streams_http_connections_limit",
          "Connections that may be open at a time; further clients wait");

  private static final Logger LOG = System.getLogger(ConnectionLimit.class.getName());
  private static final long PAUSE = TimeUnit.MINUTES.toNanos(1);

  private final int max;
  private long warned;
  private boolean first = true;

  ConnectionLimit(int max) {
    this.max = max;
  }

  /**
   * Looks at the number of connections.
   *
   * @param now by {@link System#nanoTime}
   */
  void check(int open, long now) {
    if (open >= max && (first || now - warned >= PAUSE)) {
      first = false;
      warned = now;
      LOG.log(
          Level.WARNING,
          "All {0} connections are in use, so further clients wait: see MAX_CONNECTIONS",
          Integer.toString(max));
    }
  }

  @Override
  public void collect(MetricSink sink) {
    sink.value(LIMIT, max);
  }
}
