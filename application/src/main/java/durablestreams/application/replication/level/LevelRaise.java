package durablestreams.application.replication.level;

import durablestreams.application.port.replication.NodeDescription;
import durablestreams.application.port.replication.PeerCalls;
import durablestreams.application.port.replication.PeerUnavailableException;
import durablestreams.application.port.replication.RaiseAnswer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Use case that raises the feature level of a commit log to the highest one that all nodes of the
 * cluster read. An operator says which nodes these are, since nodes are not registered; each of
 * them has to answer. The leader refuses as well while a node that it has heard of reads less.
 */
public final class LevelRaise {

  /**
   * Result of a raise.
   *
   * @param level of the log now; 0 when it is not known
   * @param raised whether this raise changed it
   * @param problems what keeps the log from the highest level that any of the nodes reads, in
   *     sentences
   */
  public record Result(int level, boolean raised, List<String> problems) {
    private static Result failed(List<String> problems) {
      return new Result(0, false, problems);
    }
  }

  private final PeerCalls peers;
  private final Set<String> addresses;

  /**
   * @param addresses URLs of all nodes of the cluster
   */
  public LevelRaise(PeerCalls peers, Set<String> addresses) {
    this.peers = peers;
    this.addresses = Set.copyOf(addresses);
  }

  /** Raises the level if that is possible. */
  public Result run() throws InterruptedException {
    Map<String, NodeDescription> nodes = new LinkedHashMap<>();
    List<String> silent = new ArrayList<>();
    for (String address : addresses.stream().sorted().toList()) {
      try {
        nodes.put(address, peers.describe(address));
      } catch (PeerUnavailableException e) {
        silent.add(String.valueOf(e.getMessage()));
      }
    }
    if (!silent.isEmpty()) {
      return Result.failed(silent);
    }
    List<String> logs = nodes.values().stream().map(NodeDescription::logId).distinct().toList();
    if (logs.size() > 1) {
      return Result.failed(
          List.of("these nodes follow different logs: " + String.join(", ", logs)));
    }
    Optional<String> leader = leader(nodes);
    return leader.isPresent()
        ? raise(leader.get(), nodes)
        : Result.failed(List.of(noLeader(nodes.values())));
  }

  private static Optional<String> leader(Map<String, NodeDescription> nodes) {
    return nodes.entrySet().stream()
        .filter(node -> node.getValue().node().equals(node.getValue().leader()))
        .map(Map.Entry::getKey)
        .findFirst();
  }

  private static String noLeader(Collection<NodeDescription> nodes) {
    return nodes.stream()
        .map(NodeDescription::leader)
        .filter(leader -> !leader.isEmpty())
        .findFirst()
        .map(leader -> "the leader, node %s, is not among these nodes".formatted(leader))
        .orElse("none of these nodes knows a leader");
  }

  private Result raise(String leader, Map<String, NodeDescription> nodes)
      throws InterruptedException {
    int level = Objects.requireNonNull(nodes.get(leader)).level();
    int readable =
        nodes.values().stream().mapToInt(NodeDescription::readableLevel).min().orElse(level);
    if (readable <= level) {
      return new Result(level, false, behind(level, nodes));
    }
    try {
      return switch (peers.raise(leader, readable)) {
        case RaiseAnswer.Raised(int raised) -> new Result(raised, true, behind(raised, nodes));
        case RaiseAnswer.Refused(String reason) -> new Result(level, false, List.of(reason));
      };
    } catch (PeerUnavailableException e) {
      return Result.failed(List.of(e.getMessage() + ": repeat the command"));
    }
  }

  /** The nodes that do not read the highest level that any of them does. */
  private static List<String> behind(int level, Map<String, NodeDescription> nodes) {
    int highest =
        nodes.values().stream().mapToInt(NodeDescription::readableLevel).max().orElse(level);
    int wanted = Math.max(level, highest);
    List<String> behind = new ArrayList<>();
    nodes.forEach((address, node) -> {
      if (node.readableLevel() < wanted) {
        behind.add(
            "%s (%s) reads level %d, and not %d: update it"
                .formatted(address, node.node(), node.readableLevel(), wanted));
      }
    });
    return behind;
  }
}
