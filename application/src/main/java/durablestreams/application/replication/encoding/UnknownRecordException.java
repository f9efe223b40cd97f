package durablestreams.application.replication.encoding;

/**
 * A record of the commit log is of a kind or a feature level that this version does not know. It is
 * not damaged: a newer version reads it.
 */
public final class UnknownRecordException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public UnknownRecordException(String message) {
    super(message);
  }
}
