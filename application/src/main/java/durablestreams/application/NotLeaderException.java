package durablestreams.application;

/** Failure because this node does not lead; the change had no effect. */
public final class NotLeaderException extends UnavailableException {
  private static final long serialVersionUID = 1;

  public NotLeaderException(String message) {
    super(message);
  }
}
