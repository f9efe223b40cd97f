package durablestreams.conformance.harness;

import java.io.IOException;

/**
 * The connection did not give a whole reply: it was closed, reset, silent for too long, or what it
 * said was not HTTP.
 */
public final class WireException extends IOException {
  private static final long serialVersionUID = 1L;

  public WireException(String message) {
    super(message);
  }

  public WireException(String message, Throwable cause) {
    super(message, cause);
  }
}
