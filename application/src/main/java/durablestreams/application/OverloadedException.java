package durablestreams.application;

/**
 * Something that is bounded is used up, such as the commit queue: the request was not taken, and
 * may be sent again soon.
 */
public final class OverloadedException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public OverloadedException() {
    super("too many appends are waiting to be committed", null, false, false);
  }

  /** What is used up, in one line. */
  public OverloadedException(String message) {
    super(message, null, false, false);
  }
}
