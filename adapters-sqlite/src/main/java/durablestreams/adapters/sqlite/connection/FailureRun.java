package durablestreams.adapters.sqlite.connection;

import java.lang.System.Logger.Level;
import java.util.concurrent.TimeUnit;

/**
 * Failures in a row of work that is tried again: counted, logged once a minute, and told as the
 * problem of the store. One thread at a time reports; any thread reads.
 */
final class FailureRun {

  private static final long LOG_INTERVAL = TimeUnit.MINUTES.toNanos(1);

  private final System.Logger log;
  private final String work;
  private long count;
  private long loggedAt;
  private volatile String problem = "";

  /**
   * @param work what fails, in the plural
   */
  FailureRun(System.Logger log, String work) {
    this.log = log;
    this.work = work;
  }

  void failed(Exception e) {
    count++;
    problem = work + " fail, " + count + " in a row: " + Failures.reason(e);
    long now = System.nanoTime();
    if (count == 1 || now - loggedAt >= LOG_INTERVAL) {
      loggedAt = now;
      log.log(Level.ERROR, problem);
      log.log(Level.DEBUG, work, e);
    }
  }

  void ended() {
    if (count > 0) {
      log.log(Level.INFO, work + " succeed again after " + count + " failures");
      count = 0;
      problem = "";
    }
  }

  boolean isFailing() {
    return !problem.isEmpty();
  }

  /** What fails at present, how often in a row and why; empty while nothing does. */
  String problem() {
    return problem;
  }
}
