package durablestreams.application.memory;

/**
 * Rejection because a request needs more memory than its share of the budget ever has. Sending it
 * again does not help.
 */
public final class ExceedsMemoryException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final long bytes;
  private final long limit;

  /**
   * @param bytes what the request needs
   * @param limit the most that one request can get
   */
  public ExceedsMemoryException(long bytes, long limit) {
    super("the request needs " + bytes + " bytes of " + limit, null, false, false);
    this.bytes = bytes;
    this.limit = limit;
  }

  public long bytes() {
    return bytes;
  }

  public long limit() {
    return limit;
  }
}
