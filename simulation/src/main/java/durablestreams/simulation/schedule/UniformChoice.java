package durablestreams.simulation.schedule;

import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Choice in which every thread is as likely, save the one that ran last, which may go on. */
final class UniformChoice implements Choice {

  private final RandomGenerator random;

  /** How likely the thread that ran last goes on when it can, in per cent. */
  private final int sticky;

  UniformChoice(RandomGenerator random) {
    this.random = random;
    this.sticky = 45 * random.nextInt(3);
  }

  @Override
  public int next(List<SimulatedThread> ready, @Nullable SimulatedThread last) {
    int at = last == null || random.nextInt(100) >= sticky ? -1 : ready.indexOf(last);
    return at >= 0 ? at : random.nextInt(ready.size());
  }
}
