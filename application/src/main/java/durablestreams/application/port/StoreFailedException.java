package durablestreams.application.port;

import durablestreams.application.UnavailableException;

/**
 * A store could not do what it must be able to do: the disk is full or broken, the file is damaged.
 */
public class StoreFailedException extends UnavailableException {
  private static final long serialVersionUID = 1;

  public StoreFailedException(String message) {
    super(message);
  }

  public StoreFailedException(String message, Throwable cause) {
    super(message, cause);
  }
}
