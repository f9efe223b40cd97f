package durablestreams.adapters.http.connection;

import durablestreams.adapters.http.connection.waits.Timeouts;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Periodic check of all connections, which closes those whose peers exceed a time limit. */
public final class Watchdog implements Runnable {

  private final Timeouts timeouts;
  private final BooleanSupplier scarce;
  private final Runnable eachRound;
  private final Set<WatchedConnection> connections = ConcurrentHashMap.newKeySet();
  private volatile boolean stopped;

  /**
   * @param scarce whether what request bodies take is scarce, so that they must come faster
   * @param eachRound is called once a round
   */
  public Watchdog(Timeouts timeouts, BooleanSupplier scarce, Runnable eachRound) {
    this.timeouts = timeouts;
    this.scarce = scarce;
    this.eachRound = eachRound;
  }

  void add(WatchedConnection connection) {
    connections.add(connection);
  }

  void remove(WatchedConnection connection) {
    connections.remove(connection);
  }

  /** How many connections are open. */
  public int connections() {
    return connections.size();
  }

  /** Goes round until {@link #stop}. */
  @Override
  public void run() {
    while (!stopped) {
      LockSupport.parkNanos(timeouts.period());
      long now = System.nanoTime();
      boolean hurry = scarce.getAsBoolean();
      for (WatchedConnection connection : connections) {
        connection.check(now, hurry);
      }
      eachRound.run();
    }
  }

  public void stop() {
    stopped = true;
  }
}
