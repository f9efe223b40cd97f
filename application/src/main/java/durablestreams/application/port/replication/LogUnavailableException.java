package durablestreams.application.port.replication;

import durablestreams.application.UnavailableException;

/** The engine of the commit log cannot be reached, or is not as safe as it has to be. */
public final class LogUnavailableException extends UnavailableException {
  private static final long serialVersionUID = 1;

  public LogUnavailableException(String message, Throwable cause) {
    super(message, cause);
  }

  public LogUnavailableException(String message) {
    super(message);
  }
}
