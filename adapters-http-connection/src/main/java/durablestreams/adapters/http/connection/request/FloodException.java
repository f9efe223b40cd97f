package durablestreams.adapters.http.connection.request;

import io.helidon.webserver.CloseConnectionException;

/** The end of a connection whose client sends more of something than any client needs to. */
public final class FloodException extends CloseConnectionException {
  private static final long serialVersionUID = 1;

  FloodException(String message) {
    super(message);
  }
}
