package durablestreams.domain.subscription;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Configuration of a subscription, which never changes.
 *
 * @param pattern links every stream that it matches; {@code null} for none
 * @param lease how long a worker holds the subscription without a sign of life
 * @param fingerprint hash of the normalized configuration, its first explicit streams included
 */
public record SubscriptionConfig(
    Delivery delivery,
    @Nullable PathGlob pattern,
    Duration lease,
    @Nullable String description,
    String fingerprint) {

  public static final Duration SHORTEST_LEASE = Duration.ofSeconds(1);
  public static final Duration LONGEST_LEASE = Duration.ofMinutes(10);
  public static final Duration DEFAULT_LEASE = Duration.ofSeconds(30);

  public SubscriptionConfig {
    if (lease.compareTo(SHORTEST_LEASE) < 0 || lease.compareTo(LONGEST_LEASE) > 0) {
      throw new IllegalArgumentException(
          "lease_ttl_ms is from %d to %d"
              .formatted(SHORTEST_LEASE.toMillis(), LONGEST_LEASE.toMillis()));
    }
  }
}
