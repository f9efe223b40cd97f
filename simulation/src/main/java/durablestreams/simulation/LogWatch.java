package durablestreams.simulation;

import durablestreams.simulation.schedule.Scheduler;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/**
 * Watch over the log during a run: entries become events of the trace, and an exception that only a
 * bug can throw ends the run, although the application goes on after it.
 */
final class LogWatch extends Handler {

  /** Watch that is to be closed. */
  interface Open extends AutoCloseable {
    @Override
    void close();
  }

  private static final List<Class<?>> BUGS =
      List.of(
          AssertionError.class,
          NullPointerException.class,
          ClassCastException.class,
          IndexOutOfBoundsException.class,
          IllegalArgumentException.class,
          IllegalMonitorStateException.class);

  private final Scheduler scheduler;
  private final Logger ours = Logger.getLogger("durablestreams");

  private LogWatch(Scheduler scheduler) {
    this.scheduler = scheduler;
    ours.setUseParentHandlers(false);
    ours.setLevel(Level.FINE);
    ours.addHandler(this);
  }

  static Open open(Scheduler scheduler) {
    return new LogWatch(scheduler)::close;
  }

  @Override
  public void publish(LogRecord entry) {
    scheduler.trace("log: " + entry.getMessage());
    for (Throwable thrown = entry.getThrown(); thrown != null; thrown = thrown.getCause()) {
      Throwable problem = thrown;
      if (BUGS.stream().anyMatch(bug -> bug.isInstance(problem))) {
        scheduler.fail(entry.getThrown());
      }
    }
  }

  @Override
  public void flush() {}

  @Override
  public void close() {
    ours.removeHandler(this);
    ours.setUseParentHandlers(true);
  }
}
