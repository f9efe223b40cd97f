package durablestreams.adapters.http.cluster;

import durablestreams.application.NotLeaderException;
import durablestreams.application.UnavailableException;
import durablestreams.application.replication.ClusterMember;
import durablestreams.domain.stream.StreamKey;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Membership whose route and present a test decides. */
final class ScriptedMember implements ClusterMember {

  /** What reads find. */
  enum Present {
    KNOWN,
    UNKNOWN,
    ONLY_AT_THE_LEADER
  }

  private Route route = new Route.None();
  private Duration patience = Duration.ofSeconds(20);
  private Present present = Present.KNOWN;
  private int waits;
  private int reads;

  synchronized void route(Route newRoute) {
    route = newRoute;
    notifyAll();
  }

  synchronized void patience(Duration newPatience) {
    patience = newPatience;
  }

  synchronized void present(Present newPresent) {
    present = newPresent;
  }

  /** Waits until that many requests wait for a leader. */
  synchronized void awaitWaits(int count) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (waits < count && System.nanoTime() < end) {
      wait(100);
    }
    if (waits < count) {
      throw new AssertionError(waits + " requests wait for a leader, not " + count);
    }
  }

  synchronized int reads() {
    return reads;
  }

  @Override
  public synchronized Route route() {
    return route;
  }

  @Override
  public synchronized Route awaitRoute(Duration limit) throws InterruptedException {
    long end = System.nanoTime() + limit.toNanos();
    waits++;
    notifyAll();
    try {
      while (route instanceof Route.None && System.nanoTime() < end) {
        wait(Math.max(1, (end - System.nanoTime()) / 1_000_000));
      }
      return route;
    } finally {
      waits--;
    }
  }

  @Override
  public synchronized Duration patience() {
    return patience;
  }

  @Override
  public synchronized void awaitPresent() {
    reads++;
    switch (present) {
      case KNOWN -> {}
      case UNKNOWN -> throw new UnavailableException("there is no leader");
      case ONLY_AT_THE_LEADER -> throw new NotLeaderException("only the leader can tell");
    }
  }

  @Override
  public long barrier() {
    return 1;
  }

  @Override
  public void used(List<StreamKey> streams) {}
}
