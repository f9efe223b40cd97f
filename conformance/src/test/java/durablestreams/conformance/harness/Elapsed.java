package durablestreams.conformance.harness;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * Real time passing, for the few behaviours that only time brings about in a server one cannot hand
 * a clock: expiry.
 */
public final class Elapsed {
  private static final Duration STEP = Duration.ofMillis(50);

  private Elapsed() {}

  /** Returns when this instant has come. */
  public static void until(Instant instant) {
    while (Instant.now().isBefore(instant)) {
      LockSupport.parkNanos(STEP.toNanos());
    }
  }

  /** Returns when the condition holds, and fails if it does not within the bound. */
  public static void until(BooleanSupplier condition, Duration bound, String what) {
    Instant deadline = Instant.now().plus(bound);
    while (!condition.getAsBoolean()) {
      if (Instant.now().isAfter(deadline)) {
        throw new AssertionError("not within " + bound + ": " + what);
      }
      LockSupport.parkNanos(STEP.toNanos());
    }
  }
}
