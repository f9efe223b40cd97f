package durablestreams.adapters.http.connection;

import durablestreams.adapters.http.connection.request.FloodException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.atomic.AtomicLong;

/** Log of connections that were ended because of a flood, one line a second at most. */
final class FloodLog {

  private static final Logger LOG = System.getLogger(FloodLog.class.getName());
  private static final long SECOND = 1_000_000_000;

  private final AtomicLong quietUntil = new AtomicLong(System.nanoTime());

  void tell(String client, FloodException flood) {
    long now = System.nanoTime();
    long until = quietUntil.get();
    if (now - until >= 0 && quietUntil.compareAndSet(until, now + SECOND)) {
      LOG.log(
          Level.WARNING,
          "A connection of {0} was ended, as of an attack: {1}",
          client,
          flood.getMessage());
    }
  }
}
