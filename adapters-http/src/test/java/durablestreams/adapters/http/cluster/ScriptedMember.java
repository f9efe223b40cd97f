package durablestreams.adapters.http.cluster;

import durablestreams.application.NotLeaderException;
import durablestreams.application.UnavailableException;
import durablestreams.application.access.Access;
import durablestreams.application.access.AccessPolicy;
import durablestreams.application.access.AccessRequest;
import durablestreams.application.access.Action;
import durablestreams.application.port.StreamStore;
import durablestreams.application.port.replication.DigestAnswer;
import durablestreams.application.port.replication.NodeDescription;
import durablestreams.application.port.replication.RaiseAnswer;
import durablestreams.application.replication.ClusterMember;
import durablestreams.domain.stream.StreamKey;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Membership whose route and present a test decides. */
final class ScriptedMember implements ClusterMember {

  /** What reads find. */
  enum Present {
    KNOWN,
    UNKNOWN,
    ONLY_AT_THE_LEADER
  }

  private Route route = new Route.None();
  private Duration leaderTimeout = Duration.ofSeconds(20);
  private Present present = Present.KNOWN;
  private @Nullable Route next;
  private boolean deposed;
  private int waits;
  private int reads;
  private int looks;

  @Override
  public DigestAnswer digest(long position, String piece) {
    return new DigestAnswer.Pending();
  }

  @Override
  public NodeDescription describe() {
    return new NodeDescription("n", "", 0, "", 1, 1);
  }

  @Override
  public void follows(NodeDescription follower) {}

  @Override
  public RaiseAnswer raise(int level) {
    return new RaiseAnswer.Raised(level);
  }

  synchronized void route(Route newRoute) {
    route = newRoute;
    deposed = false;
    notifyAll();
  }

  synchronized void leaderTimeout(Duration timeout) {
    leaderTimeout = timeout;
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

  /**
   * The next commit is refused, which may be one of the server's own, and so is each later one if
   * another node leads then.
   */
  synchronized void losesLeadTo(Route newRoute) {
    next = newRoute;
  }

  private synchronized void checkCommit() {
    Route known = next;
    if (known != null) {
      next = null;
      route(known);
      deposed = !(known instanceof Route.Here);
      throw new NotLeaderException("another node leads");
    }
    if (deposed) {
      throw new NotLeaderException("another node leads");
    }
  }

  private synchronized void checkRead(AccessRequest request) {
    if (request.action() == Action.READ && present == Present.ONLY_AT_THE_LEADER) {
      throw new NotLeaderException("only the leader can tell");
    }
  }

  /** A store that commits while this node leads. */
  StreamStore guard(StreamStore store) {
    return (StreamStore)
        Proxy.newProxyInstance(
            StreamStore.class.getClassLoader(),
            new Class<?>[] {StreamStore.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("commit")) {
                checkCommit();
              }
              try {
                return method.invoke(store, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  /** A policy behind which reads find out that only the leader can answer them. */
  AccessPolicy guard(AccessPolicy policy) {
    return new AccessPolicy() {
      @Override
      public Access decide(AccessRequest request) {
        checkRead(request);
        return policy.decide(request);
      }

      @Override
      public boolean guardsReads() {
        return policy.guardsReads();
      }
    };
  }

  /** Waits until the route was looked at that many times from now on. */
  synchronized void awaitLooks(int more) throws InterruptedException {
    int wanted = looks + more;
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (looks < wanted && System.nanoTime() < end) {
      wait(100);
    }
    if (looks < wanted) {
      throw new AssertionError("the route was not looked at " + more + " times");
    }
  }

  @Override
  public synchronized Route route() {
    looks++;
    notifyAll();
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
  public synchronized Duration leaderTimeout() {
    return leaderTimeout;
  }

  @Override
  public synchronized void awaitPresent() {
    reads++;
    switch (present) {
      case KNOWN -> {}
      case UNKNOWN -> throw new UnavailableException("there is no leader");
      case ONLY_AT_THE_LEADER -> {
        // The look-up of the stream tells.
      }
    }
  }

  @Override
  public long barrier() {
    return 1;
  }

  @Override
  public void used(List<StreamKey> streams) {}
}
