package durablestreams.application;

/**
 * Failure after which it is not known whether a change was stored. A retry could store it twice, so
 * the client gets no hint to retry. The message is for the log; it may name files.
 */
public class InDoubtException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public InDoubtException(String message, Throwable cause) {
    super(message, cause);
  }
}
