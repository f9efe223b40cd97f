package durablestreams.application;

import org.jspecify.annotations.Nullable;

/**
 * Failure because a dependency of the server, such as its disk or archive, does not work now. The
 * request is valid and can be retried later. The message is for the log; it may name files.
 */
public class UnavailableException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public UnavailableException(String message) {
    super(message);
  }

  public UnavailableException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  /** Whether the reason is that there is no room to store more, such as on a full disk. */
  public boolean isOutOfSpace() {
    return false;
  }
}
