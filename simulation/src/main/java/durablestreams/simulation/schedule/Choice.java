package durablestreams.simulation.schedule;

import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Policy that decides which of the threads that can run is next. */
interface Choice {

  /**
   * Decides.
   *
   * @param ready at least one thread
   * @param last the thread that ran last, if its process is alive
   * @return an index of {@code ready}
   */
  int next(List<SimulatedThread> ready, @Nullable SimulatedThread last);

  /** The policy of a run, as the seed decides: of three runs, two are uniform. */
  static Choice of(RandomGenerator random) {
    return random.nextInt(3) == 0 ? new PriorityChoice(random) : new UniformChoice(random);
  }
}
