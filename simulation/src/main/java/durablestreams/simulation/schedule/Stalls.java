package durablestreams.simulation.schedule;

import java.util.random.RandomGenerator;

/** Stalls of threads that could run, as a busy machine makes them: in every other run. */
final class Stalls {

  private static final long MICRO = 1_000;

  private final RandomGenerator random;

  /** The reciprocal of the part of the steps before which a thread stalls; 0 when none does. */
  private final int rarity;

  Stalls(RandomGenerator random) {
    this.random = random;
    this.rarity = random.nextBoolean() ? 0 : 200 << random.nextInt(6);
  }

  /** Whether threads stall in this run. */
  boolean happen() {
    return rarity > 0;
  }

  /** How long the thread that is next stalls, in nanoseconds, up to half a second; mostly 0. */
  long next() {
    if (rarity == 0 || random.nextInt(rarity) > 0) {
      return 0;
    }
    return random.nextLong(MICRO << random.nextInt(20));
  }
}
