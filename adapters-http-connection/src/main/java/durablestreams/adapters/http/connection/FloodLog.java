package durablestreams.adapters.http.connection;

import durablestreams.adapters.http.connection.request.FloodException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Log of connections that were ended because of a flood or of frames that cannot be read, one line
 * a second at most.
 */
final class FloodLog {

  private static final Logger LOG = System.getLogger(FloodLog.class.getName());
  private static final long SECOND = 1_000_000_000;

  private final AtomicLong quietUntil = new AtomicLong(System.nanoTime());

  void flood(String client, FloodException flood) {
    String reason = String.valueOf(flood.getMessage());
    tell("A connection of {0} was ended, as of an attack: {1}", client, reason);
  }

  void malformed(String client, RuntimeException failure) {
    tell("A connection of {0} was ended, as its frames are not HTTP/2: {1}", client, failure);
  }

  private void tell(String sentence, String client, Object reason) {
    long now = System.nanoTime();
    long until = quietUntil.get();
    if (now - until >= 0 && quietUntil.compareAndSet(until, now + SECOND)) {
      LOG.log(Level.WARNING, sentence, client, reason);
    }
  }
}
