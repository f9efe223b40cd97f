package durablestreams.conformance.crash;

import java.security.SecureRandom;

/** Seeds of random tests: printed, and repeatable with {@code -Dcrash.seed=…}. */
public final class Seeds {
  private Seeds() {}

  /** A new seed, or the one that was asked for, after it was printed. */
  public static long next(String test) {
    long seed = Long.getLong("crash.seed", new SecureRandom().nextLong());
    System.out.println(test + " with seed " + seed);
    return seed;
  }
}
