package durablestreams.application.replication.node;

import durablestreams.application.port.replication.CommitLog;
import durablestreams.application.port.replication.LogUnavailableException;
import durablestreams.application.replication.leader.LogWriter;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * Pauses between the attempts to write a record. A leader whose records the log has not taken for
 * too long gives its term up: the change that it was writing has an unknown outcome, and those that
 * wait for it never happen.
 */
final class LogRetries implements LogWriter.Retries {

  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);

  private final Duration changeTimeout;
  private final CommitLog log;
  private final LeaderLog leaderLog;
  private final NodeProblem problem;
  private final BooleanSupplier closing;

  LogRetries(
      Duration changeTimeout,
      CommitLog log,
      LeaderLog leaderLog,
      NodeProblem problem,
      BooleanSupplier closing) {
    this.changeTimeout = changeTimeout;
    this.log = log;
    this.leaderLog = leaderLog;
    this.problem = problem;
    this.closing = closing;
  }

  static Duration pauseAfter(int failures) {
    Duration pause = Duration.ofMillis(50L << Math.min(failures, 6));
    return pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE;
  }

  /**
   * {@inheritDoc}
   *
   * @throws LogUnavailableException when a leader has waited for too long
   */
  @Override
  public void pause(int attempt) throws InterruptedException {
    if (closing.getAsBoolean()) {
      throw new InterruptedException();
    }
    problem.set("the commit log does not answer: " + log.problem());
    if (leaderLog.term() != 0
        && System.nanoTime() - leaderLog.lastRecord() > changeTimeout.toNanos()) {
      throw new LogUnavailableException(
          "the commit log has taken nothing for %d s".formatted(changeTimeout.toSeconds()));
    }
    Thread.sleep(pauseAfter(attempt));
  }
}
