package durablestreams.application.memory;

/**
 * The memory budget has no room for a request now: the request had no effect, and may be sent
 * again.
 */
public final class InsufficientMemoryException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public InsufficientMemoryException() {
    super("the memory budget has no room for this request", null, false, false);
  }
}
