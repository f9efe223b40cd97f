package durablestreams.simulation.cluster;

import durablestreams.application.UnavailableException;
import durablestreams.application.port.replication.DigestAnswer;
import durablestreams.application.port.replication.NodeDescription;
import durablestreams.application.port.replication.PeerCalls;
import durablestreams.application.port.replication.PeerUnavailableException;
import durablestreams.application.port.replication.RaiseAnswer;
import durablestreams.domain.stream.StreamKey;
import durablestreams.simulation.client.Servers.NoAnswerException;
import durablestreams.simulation.schedule.Scheduler;
import durablestreams.simulation.schedule.SimulatedRuntime;
import durablestreams.simulation.weave.Mutant;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Network between the nodes, and between each of them and the log. Any of its links may be cut. */
final class Network {

  /** The request did not get to the other node. */
  static final class NotSentException extends RuntimeException {
    private static final long serialVersionUID = 1;

    NotSentException(String message) {
      super(message, null, false, false);
    }
  }

  /** What a node does for another one. */
  @FunctionalInterface
  interface Call<T> {
    T at(SimulatedNode node) throws InterruptedException;
  }

  static final String LOG = "log";

  private static final Duration TIMEOUT = Duration.ofSeconds(4);

  private final Scheduler scheduler;
  private final ClusterFaults faults;
  private final Map<String, SimulatedNode> nodes = new TreeMap<>();
  private final Set<String> cut = new HashSet<>();

  Network(Scheduler scheduler, ClusterFaults faults) {
    this.scheduler = scheduler;
    this.faults = faults;
  }

  void add(SimulatedNode node) {
    nodes.put(node.address(), node);
  }

  private static String link(String one, String other) {
    return one.compareTo(other) < 0 ? one + "-" + other : other + "-" + one;
  }

  void cut(String one, String other) {
    cut.add(link(one, other));
  }

  void mend() {
    cut.clear();
  }

  boolean connects(String one, String other) {
    return !cut.contains(link(one, other));
  }

  /**
   * Has another node do something, on a thread of its process.
   *
   * @throws NotSentException when it does not know of the request
   * @throws NoAnswerException when it is not known what became of it
   */
  <T> T call(SimulatedNode from, String address, Call<T> request) throws InterruptedException {
    SimulatedNode to = nodes.get(address);
    SimulatedRuntime.sleep(Duration.ofNanos(faults.latency()));
    if (to == null || !to.isUp() || !connects(from.name(), to.name())) {
      throw new NotSentException(address + " does not answer");
    }
    CompletableFuture<T> answer = new CompletableFuture<>();
    to.run(
        "call",
        request,
        answer,
        reply -> {
          if (connects(from.name(), to.name())) {
            scheduler.after(faults.latency(), null, reply);
          }
        });
    return await(answer);
  }

  @SuppressWarnings("unchecked")
  static <T> T await(CompletableFuture<T> answer) throws InterruptedException {
    try {
      return (T) SimulatedRuntime.get(answer, TIMEOUT.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      throw new NoAnswerException("no answer came in time");
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new IllegalStateException(e);
    }
  }

  /** The calls of a node to others. */
  PeerCalls callsOf(SimulatedNode from, Mutant mutant) {
    return new PeerCalls() {
      @Override
      public long barrier(String address) throws InterruptedException {
        return tryCall(
            address,
            node ->
                mutant == Mutant.BARRIER_WITHOUT_APPEND
                    ? node.member().status().position()
                    : node.member().barrier());
      }

      @Override
      public void used(String address, List<StreamKey> streams) throws InterruptedException {
        tryCall(
            address,
            node -> {
              node.member().used(streams);
              return true;
            });
      }

      @Override
      public DigestAnswer digest(String address, long position, String piece)
          throws InterruptedException {
        return tryCall(address, node -> node.member().digest(position, piece));
      }

      @Override
      public NodeDescription describe(String address) throws InterruptedException {
        return tryCall(address, node -> node.member().describe());
      }

      @Override
      public void follows(String address, NodeDescription follower) throws InterruptedException {
        tryCall(
            address,
            node -> {
              node.member().follows(follower);
              return true;
            });
      }

      @Override
      public RaiseAnswer raise(String address, int level) throws InterruptedException {
        return tryCall(address, node -> node.member().raise(level));
      }

      private <T> T tryCall(String address, Call<T> request) throws InterruptedException {
        try {
          return call(from, address, request);
        } catch (NotSentException | NoAnswerException | UnavailableException e) {
          throw new PeerUnavailableException("the leader did not answer", e);
        }
      }
    };
  }
}
