package durablestreams.application.port;

import durablestreams.application.UnavailableException;

/** The archive did not do what was asked, after all retries; trying again later may help. */
public class ArchiveUnavailableException extends UnavailableException {
  private static final long serialVersionUID = 1;

  public ArchiveUnavailableException(String message) {
    super(message);
  }

  public ArchiveUnavailableException(String message, Throwable cause) {
    super(message, cause);
  }
}
