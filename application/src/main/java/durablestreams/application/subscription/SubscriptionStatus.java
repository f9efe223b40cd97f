package durablestreams.application.subscription;

/**
 * Figures of all subscriptions for the status page.
 *
 * @param subscriptions subscriptions that exist
 * @param waking those with a wake that no worker has taken yet
 * @param leased those that a worker holds
 * @param failing those whose last announcement failed
 * @param oldestUnackedMillis how long the subscription that has waited longest has had work without
 *     an acknowledgement, as far as this process knows
 * @param failedDeliveries announcements that failed since the start
 */
public record SubscriptionStatus(
    int subscriptions,
    int waking,
    int leased,
    int failing,
    long oldestUnackedMillis,
    long failedDeliveries) {}
