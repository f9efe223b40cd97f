package durablestreams.application.replication.node;

import durablestreams.application.replication.ClusterMember.Route;
import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;

/**
 * Current route of changes, as the thread of the node last set it; other threads wait for a leader
 * here.
 */
final class Routes {

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private volatile Route now = new Route.None();

  Route now() {
    return now;
  }

  void set(Route route) {
    if (route.equals(now)) {
      return;
    }
    lock.lock();
    try {
      now = route;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** The route as soon as there is a leader, or the one after {@code timeout}. */
  Route await(Duration timeout) throws InterruptedException {
    return await(timeout, route -> !(route instanceof Route.None));
  }

  Route await(Duration timeout, Predicate<Route> wanted) throws InterruptedException {
    Route known = now;
    if (wanted.test(known)) {
      return known;
    }
    long left = timeout.toNanos();
    lock.lockInterruptibly();
    try {
      while (!wanted.test(now) && left > 0) {
        left = changed.awaitNanos(left);
      }
      return now;
    } finally {
      lock.unlock();
    }
  }
}
