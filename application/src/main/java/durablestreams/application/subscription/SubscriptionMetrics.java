package durablestreams.application.subscription;

import durablestreams.application.observe.metric.Metric;
import durablestreams.application.observe.metric.MetricSink;
import durablestreams.application.observe.metric.MetricSource;
import java.util.function.Supplier;

/** The {@link SubscriptionStatus} as metrics. */
public final class SubscriptionMetrics implements MetricSource {

  static final Metric SUBSCRIPTIONS =
      Metric.gauge(
          "durable_streams_subscriptions", "Subscriptions by what they are doing", "state");
  static final Metric FAILING =
      Metric.gauge(
          "durable_streams_subscriptions_failing", "Subscriptions whose last announcement failed");
  static final Metric OLDEST_UNACKED =
      Metric.gauge(
          "durable_streams_subscription_oldest_unacked_seconds",
          "How long a subscription has had work without an acknowledgement, at most");
  static final Metric FAILED =
      Metric.counter(
          "durable_streams_subscription_deliveries_failed_total", "Announcements that failed");

  private final Supplier<SubscriptionStatus> status;

  public SubscriptionMetrics(Supplier<SubscriptionStatus> status) {
    this.status = status;
  }

  @Override
  public void collect(MetricSink sink) {
    SubscriptionStatus now = status.get();
    int idle = now.subscriptions() - now.waking() - now.leased();
    sink.value(SUBSCRIPTIONS, idle, "idle");
    sink.value(SUBSCRIPTIONS, now.waking(), "waking");
    sink.value(SUBSCRIPTIONS, now.leased(), "leased");
    sink.value(FAILING, now.failing());
    sink.value(OLDEST_UNACKED, now.oldestUnackedMillis() / 1e3);
    sink.value(FAILED, now.failedDeliveries());
  }
}
