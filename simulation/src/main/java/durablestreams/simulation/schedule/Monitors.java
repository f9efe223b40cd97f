package durablestreams.simulation.schedule;

import java.util.IdentityHashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Monitors of simulated threads: {@code synchronized} of woven classes is redirected to these
 * locks, so that a thread may take steps while it holds one.
 */
public final class Monitors {

  private static final Map<Object, Monitor> USED = new IdentityHashMap<>();

  private static final class Monitor {
    private final ReentrantLock lock = new ReentrantLock();
    private int users;
  }

  private Monitors() {}

  /** Stands for the entry of a {@code synchronized} block. */
  public static void enter(Object object) {
    Monitor monitor = USED.computeIfAbsent(object, ignored -> new Monitor());
    monitor.users++;
    monitor.lock.lock();
  }

  /** Stands for the end of a {@code synchronized} block. */
  public static void exit(Object object) {
    Monitor monitor = USED.get(object);
    if (monitor == null) {
      throw new IllegalMonitorStateException();
    }
    monitor.lock.unlock();
    if (--monitor.users == 0) {
      USED.remove(object);
    }
    SimulatedRuntime.pause();
  }

  /** Forgets the monitors that threads of ended processes still hold. */
  static void clear() {
    USED.clear();
  }
}
