package durablestreams.domain.producer;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Retention of producer state (protocol, section 5.2.1, "Producer State Cleanup").
 *
 * <p>A producer that was idle for {@code expiry} counts as unknown. A stream remembers at most
 * {@link #MAX_PRODUCERS} producers; beyond that, the longest-idle ones are evicted, if they have
 * been idle for at least {@link #MIN_IDLE}.
 *
 * @param expiry at least a second
 */
public record ProducerRetention(Duration expiry) {

  /** The most producers one stream remembers. */
  public static final int MAX_PRODUCERS = 10_000;

  /** Minimum idle time before a producer can be evicted for another one. */
  public static final Duration MIN_IDLE = Duration.ofHours(1);

  /** Producers that are evicted at a time, which spreads the cost over as many appends. */
  private static final int AT_A_TIME = 100;

  public ProducerRetention {
    if (expiry.compareTo(Duration.ofSeconds(1)) < 0) {
      throw new IllegalArgumentException("producers are remembered for a second at least");
    }
  }

  /** What counts at {@code now}: {@code known}, or {@code null} once it has expired. */
  public @Nullable ProducerState remembered(@Nullable ProducerState known, Instant now) {
    return known == null || known.usedMillis() <= before(expiry, now) ? null : known;
  }

  /**
   * The instant before which a full stream evicts producers, rounded down to the millisecond;
   * {@code null} if none has been idle long enough.
   *
   * @param byUse all producers of the stream, the one that has been idle longest first
   */
  public @Nullable Instant roomMadeBefore(Iterable<ProducerState> byUse, Instant now) {
    long idle = before(expiry.compareTo(MIN_IDLE) < 0 ? expiry : MIN_IDLE, now);
    long last = Long.MIN_VALUE;
    int count = 0;
    for (ProducerState producer : byUse) {
      if (count == AT_A_TIME || producer.usedMillis() > idle) {
        break;
      }
      last = producer.usedMillis();
      count++;
    }
    return count == 0 ? null : Instant.ofEpochMilli(last + 1);
  }

  private static long before(Duration length, Instant now) {
    return now.toEpochMilli() - length.toMillis();
  }
}
