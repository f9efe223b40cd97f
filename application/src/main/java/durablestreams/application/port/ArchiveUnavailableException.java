package durablestreams.application.port;

import durablestreams.application.UnavailableException;

/** Failure of an archive operation after all retries; a later retry may succeed. */
public class ArchiveUnavailableException extends UnavailableException {
  private static final long serialVersionUID = 1;

  public ArchiveUnavailableException(String message) {
    super(message);
  }

  public ArchiveUnavailableException(String message, Throwable cause) {
    super(message, cause);
  }
}
