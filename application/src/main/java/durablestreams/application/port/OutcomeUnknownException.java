package durablestreams.application.port;

import durablestreams.application.InDoubtException;

/**
 * Failure of a commit whose fate could not be determined: it may or may not be there after the next
 * start. It must not be retried as if it had been refused. {@link StoreFailedException} in contrast
 * says that nothing was stored, now and later.
 */
public class OutcomeUnknownException extends InDoubtException {
  private static final long serialVersionUID = 1;

  public OutcomeUnknownException(String message, Throwable cause) {
    super(message, cause);
  }
}
