package durablestreams.application.subscription.sequencer;

/**
 * Limits of subscriptions.
 *
 * @param subscriptions subscriptions at a time
 * @param linksEach links of one subscription
 * @param pendingKnown pending streams of all subscriptions that are kept in memory
 */
public record SubscriptionLimits(int subscriptions, int linksEach, int pendingKnown) {

  public static final int LINKS_EACH = 10_000;

  /** Streams of one webhook or one claim; those with pending messages come first. */
  public static final int SNAPSHOT_STREAMS = 1_000;

  /** Streams up to which a subscription gets those without pending messages as well. */
  public static final int SNAPSHOT_ALL = 100;

  /** Webhooks that are delivered at a time. */
  public static final int DELIVERIES = 16;

  /** Wake events that are appended at a time. */
  public static final int WAKE_EVENTS = 64;

  /** Webhooks that are delivered to one host at a time. */
  public static final int DELIVERIES_PER_HOST = 4;
}
