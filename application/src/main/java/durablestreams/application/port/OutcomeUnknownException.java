package durablestreams.application.port;

import durablestreams.application.InDoubtException;

/**
 * Failure of a commit with an unknown outcome: its changes may or may not exist after the next
 * start. It must not be retried like a rejected commit. In contrast, {@link StoreFailedException}
 * guarantees that nothing was stored, now or later.
 */
public class OutcomeUnknownException extends InDoubtException {
  private static final long serialVersionUID = 1;

  public OutcomeUnknownException(String message, Throwable cause) {
    super(message, cause);
  }
}
