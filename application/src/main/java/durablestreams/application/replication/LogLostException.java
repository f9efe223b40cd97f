package durablestreams.application.replication;

/** The commit log does not go on from where it was read. */
public final class LogLostException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final boolean trimmed;

  private LogLostException(String message, boolean trimmed) {
    super(message);
    this.trimmed = trimmed;
  }

  /** Only an operator helps. */
  public LogLostException(String message) {
    this(message, false);
  }

  /** The next record was removed: a snapshot helps. */
  public static LogLostException trimmed(String message) {
    return new LogLostException(message, true);
  }

  /** Whether a snapshot helps. */
  public boolean isTrimmed() {
    return trimmed;
  }
}
