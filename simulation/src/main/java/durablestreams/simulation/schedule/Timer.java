package durablestreams.simulation.schedule;

import org.jspecify.annotations.Nullable;

/** Action at a simulated time. */
public final class Timer implements Comparable<Timer> {

  private final long due;
  private final long number;
  private final @Nullable SimulatedProcess process;
  private final Runnable action;
  private boolean fired;

  Timer(long due, long number, @Nullable SimulatedProcess process, Runnable action) {
    this.due = due;
    this.number = number;
    this.process = process;
    this.action = action;
  }

  long due() {
    return due;
  }

  @Nullable SimulatedProcess process() {
    return process;
  }

  boolean fired() {
    return fired;
  }

  void fire() {
    fired = true;
    action.run();
  }

  @Override
  public int compareTo(Timer other) {
    int byTime = Long.compare(due, other.due);
    return byTime != 0 ? byTime : Long.compare(number, other.number);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return this == other;
  }

  @Override
  public int hashCode() {
    return Long.hashCode(number);
  }
}
