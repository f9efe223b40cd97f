package durablestreams.application;

/** The commit queue is full: the request was not taken, and may be sent again soon. */
public final class OverloadedException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public OverloadedException() {
    super("too many appends are waiting to be committed", null, false, false);
  }
}
