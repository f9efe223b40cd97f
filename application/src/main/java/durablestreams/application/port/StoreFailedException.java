package durablestreams.application.port;

import durablestreams.application.UnavailableException;

/** Failure of the store: the disk is full or broken, or the file is damaged. */
public class StoreFailedException extends UnavailableException {
  private static final long serialVersionUID = 1;

  public StoreFailedException(String message) {
    super(message);
  }

  public StoreFailedException(String message, Throwable cause) {
    super(message, cause);
  }
}
