package durablestreams.cli.client;

import java.time.Duration;
import java.util.Optional;

/**
 * Limit for how long a server is tried again that cannot be reached or is busy, with exponential
 * backoff. Without a given limit, a server that has never answered is not tried again.
 */
public final class RetryLimit {
  private static final long FIRST_PAUSE = 100;
  private static final long LONGEST_PAUSE = 5_000;
  private static final long LONGEST_RETRY_AFTER = 60_000;

  private final Optional<Duration> given;
  private final Duration afterAnAnswer;
  private boolean answered;
  private boolean failing;
  private long failingSince;
  private long pause = FIRST_PAUSE;

  /**
   * A limit.
   *
   * @param given what the caller asked for
   * @param afterAnAnswer without that, for a server that answered before
   */
  public RetryLimit(Optional<Duration> given, Duration afterAnAnswer) {
    this.given = given;
    this.afterAnAnswer = afterAnAnswer;
  }

  /** The server answered, and did not say that it is busy. */
  void worked() {
    answered = true;
    failing = false;
    pause = FIRST_PAUSE;
  }

  /** Whether the failure is the first one after an answer. */
  boolean isFirstFailure() {
    return !failing;
  }

  /**
   * Waits before the next attempt.
   *
   * @param busy whether it is the server that asked to come again
   * @param retryAfter milliseconds that the server asked for; 0 for none
   * @return false when there is to be no other attempt
   */
  boolean waitForNext(boolean busy, long retryAfter) {
    if (!failing) {
      failing = true;
      failingSince = System.nanoTime();
    }
    Duration limit = given.orElse(answered || busy ? afterAnAnswer : Duration.ZERO);
    long wait = Math.max(pause, Math.min(retryAfter, LONGEST_RETRY_AFTER));
    Duration failed = Duration.ofNanos(System.nanoTime() - failingSince);
    if (failed.plusMillis(wait).compareTo(limit) > 0) {
      return false;
    }
    try {
      Thread.sleep(wait);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
    pause = Math.min(2 * pause, LONGEST_PAUSE);
    return true;
  }
}
