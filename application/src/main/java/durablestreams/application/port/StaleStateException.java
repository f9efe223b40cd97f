package durablestreams.application.port;

import durablestreams.application.UnavailableException;
import durablestreams.domain.stream.StreamKey;

/**
 * Failure of a commit whose changes contradict the stored state, such as an append that does not
 * start at the tail. Nothing was stored. The application reads the streams again and decides anew.
 */
public final class StaleStateException extends UnavailableException {
  private static final long serialVersionUID = 1;

  public StaleStateException(StreamKey key) {
    super("stream " + key + " is stored in another state than the commit assumes");
  }
}
