package durablestreams.domain;

import java.util.Random;

/** Seeds of random tests, which are printed so that a failure can be repeated. */
public final class Seeds {

  private Seeds() {}

  /** A generator with a new seed; {@code -Dseed=…} repeats an old one. */
  public static Random random(Class<?> test) {
    long seed = Long.getLong("seed", System.nanoTime());
    System.out.println(test.getSimpleName() + ": -Dseed=" + seed);
    return new Random(seed);
  }
}
