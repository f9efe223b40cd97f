package durablestreams.application.subscription.sequencer;

/**
 * Limits of subscriptions.
 *
 * @param subscriptions subscriptions at a time
 * @param linksEach links of one subscription
 */
public record SubscriptionLimits(int subscriptions, int linksEach) {

  public static final int LINKS_EACH = 10_000;

  /** Streams of one webhook or one claim; those with pending messages come first. */
  public static final int SNAPSHOT_STREAMS = 1_000;

  /** Webhooks that are delivered at a time. */
  public static final int DELIVERIES = 16;

  /** Webhooks that are delivered to one host at a time. */
  public static final int DELIVERIES_PER_HOST = 4;
}
