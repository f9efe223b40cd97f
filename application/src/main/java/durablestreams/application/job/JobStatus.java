package durablestreams.application.job;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Status of a job.
 *
 * @param id number of the job since the start of the server
 * @param total how many of {@code unit} there are; 0 if that is not known
 * @param result one line; empty while it runs
 * @param problems the first that were found
 */
public record JobStatus(
    long id,
    JobKind kind,
    State state,
    Instant started,
    Optional<Instant> ended,
    long done,
    long total,
    String unit,
    String result,
    List<String> problems) {

  /** What became of a job. */
  public enum State {
    RUNNING,
    DONE,
    FAILED,
    CANCELLED
  }

  public boolean isRunning() {
    return state == State.RUNNING;
  }
}
