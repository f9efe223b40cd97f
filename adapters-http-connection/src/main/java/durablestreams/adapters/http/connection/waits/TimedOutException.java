package durablestreams.adapters.http.connection.waits;

import io.helidon.webserver.ServerConnectionException;
import java.io.IOException;

/** Failure because a client took too long to send something. */
public final class TimedOutException extends ServerConnectionException {
  private static final long serialVersionUID = 1;

  TimedOutException() {
    super("the client kept the server waiting for too long", new IOException("cut off"));
  }
}
