package durablestreams.simulation.schedule;

import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Choice by priorities that threads get at random when they are first seen: the thread with the
 * highest one runs until it blocks. At random moments, the thread that would run next gets a new
 * priority below all others (probabilistic concurrency testing, Burckhardt et al., 2010).
 *
 * <p>One thread can get far ahead of the others, or stay far behind them, which uniform choices
 * make less likely with every step.
 */
final class PriorityChoice implements Choice {

  private final RandomGenerator random;

  /** The reciprocal of the part of the choices that change a priority. */
  private final int rarity;

  private long lowest;

  PriorityChoice(RandomGenerator random) {
    this.random = random;
    this.rarity = 20 << random.nextInt(6);
  }

  @Override
  public int next(List<SimulatedThread> ready, @Nullable SimulatedThread last) {
    int at = highest(ready);
    if (random.nextInt(rarity) == 0) {
      ready.get(at).setPriority(--lowest);
      at = highest(ready);
    }
    return at;
  }

  private int highest(List<SimulatedThread> ready) {
    int at = 0;
    for (int i = 0; i < ready.size(); i++) {
      if (priority(ready.get(i)) > priority(ready.get(at))) {
        at = i;
      }
    }
    return at;
  }

  private long priority(SimulatedThread thread) {
    if (thread.priority() == SimulatedThread.NO_PRIORITY) {
      thread.setPriority(1 + random.nextLong(Long.MAX_VALUE - 1));
    }
    return thread.priority();
  }
}
