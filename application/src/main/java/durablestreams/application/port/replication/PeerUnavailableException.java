package durablestreams.application.port.replication;

import durablestreams.application.UnavailableException;

/** Failure because another node did not do what it was asked for. */
public final class PeerUnavailableException extends UnavailableException {
  private static final long serialVersionUID = 1;

  public PeerUnavailableException(String message) {
    super(message);
  }

  public PeerUnavailableException(String message, Throwable cause) {
    super(message, cause);
  }
}
