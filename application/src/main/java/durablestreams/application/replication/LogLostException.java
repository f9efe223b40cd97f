package durablestreams.application.replication;

/** The commit log does not go on from where it was read: only a snapshot or an operator helps. */
public final class LogLostException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public LogLostException(String message) {
    super(message);
  }
}
