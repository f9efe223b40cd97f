package durablestreams.application;

/**
 * Rejection because a bounded resource, such as the commit queue, is used up. The request had no
 * effect and can be retried soon.
 */
public final class OverloadedException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public OverloadedException() {
    super("too many appends are waiting to be committed", null, false, false);
  }

  /** Describes the exhausted resource in one line. */
  public OverloadedException(String message) {
    super(message, null, false, false);
  }
}
