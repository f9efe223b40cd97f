package durablestreams.adapters.http.connection.request;

import io.helidon.webserver.CloseConnectionException;

/**
 * Failure because a client sends more of something than any client needs to; it ends the
 * connection.
 */
public final class FloodException extends CloseConnectionException {
  private static final long serialVersionUID = 1;

  FloodException(String message) {
    super(message);
  }
}
