package durablestreams.application.job;

/** Progress of a job, reported by the thread that does it. */
public interface JobProgress {

  /**
   * Sets what is counted.
   *
   * @param total how many there are; 0 if that is not known
   * @param unit what is counted, in the plural
   */
  void of(long total, String unit);

  /**
   * Sets how many are done.
   *
   * @throws java.util.concurrent.CancellationException when the job was cancelled
   */
  void done(long count);

  /** Adds a line to the problems that were found. */
  void problem(String line);
}
