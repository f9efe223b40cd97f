package durablestreams.application;

/** A change was refused because this node does not lead; it had no effect. */
public final class NotLeaderException extends UnavailableException {
  private static final long serialVersionUID = 1;

  public NotLeaderException(String message) {
    super(message);
  }
}
