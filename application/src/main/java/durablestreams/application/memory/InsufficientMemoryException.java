package durablestreams.application.memory;

/**
 * Rejection because the memory budget has no room now. The request had no effect and can be
 * retried.
 */
public final class InsufficientMemoryException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public InsufficientMemoryException() {
    super("the memory budget has no room for this request", null, false, false);
  }
}
