package durablestreams.application.job;

import durablestreams.application.job.JobStatus.State;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;

/** A job: its thread, and its status under a lock. */
final class Job implements JobProgress {

  private static final int MAX_PROBLEMS = 100;

  private final long id;
  private final JobKind kind;
  private final Instant started;
  private final Thread thread;
  private final List<String> problems = new ArrayList<>();
  private State state = State.RUNNING;
  private Optional<Instant> ended = Optional.empty();
  private long total;
  private long count;
  private String unit = "";
  private String result = "";
  private boolean cancelled;

  Job(long id, JobKind kind, Instant started, Thread.Builder threads, Consumer<Job> work) {
    this.id = id;
    this.kind = kind;
    this.started = started;
    this.thread = threads.unstarted(() -> work.accept(this));
  }

  void start() {
    thread.start();
  }

  /**
   * Interrupts the work, once; under the lock, so that no failure by the interrupt comes before.
   */
  synchronized void cancel() {
    if (!cancelled) {
      cancelled = true;
      thread.interrupt();
    }
  }

  synchronized boolean isCancelled() {
    return cancelled;
  }

  /** Waits for the end of its thread, for a bounded time. */
  void join(Duration time) throws InterruptedException {
    thread.join(time);
  }

  synchronized void end(State newState, Instant now, String newResult) {
    state = newState;
    ended = Optional.of(now);
    result = newResult;
  }

  synchronized JobStatus status() {
    return new JobStatus(
        id, kind, state, started, ended, count, total, unit, result, List.copyOf(problems));
  }

  @Override
  public synchronized void of(long newTotal, String newUnit) {
    total = newTotal;
    count = 0;
    unit = newUnit;
  }

  @Override
  public synchronized void done(long newCount) {
    count = newCount;
    if (cancelled) {
      Thread.interrupted(); // what is cleaned up now is not interrupted
      throw new CancellationException();
    }
  }

  @Override
  public synchronized void problem(String line) {
    if (problems.size() < MAX_PROBLEMS) {
      problems.add(line);
    }
  }
}
