package durablestreams.adapters.memory.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import durablestreams.adapters.memory.InMemoryCommitLog;
import durablestreams.adapters.memory.cluster.MemoryCluster.Node;
import durablestreams.application.UnavailableException;
import durablestreams.application.replication.ClusterMember.Route;
import durablestreams.application.replication.level.LevelRaise;
import durablestreams.application.replication.node.NodeRole;
import durablestreams.application.replication.node.NodeStatus;
import durablestreams.domain.append.AppendOutcome;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Nodes of two versions, of which the newer one reads records of a higher feature level. */
@Tag("slow")
class ClusterLevelsTest {

  private static final Duration FAILOVER = Duration.ofSeconds(1);
  private static final Duration WAIT = Duration.ofMinutes(1);
  private static final int OLD = 1;
  private static final int NEW = 2;

  private static MemoryCluster cluster() {
    return new MemoryCluster(InMemoryCommitLog.Mode.CONDITIONAL, FAILOVER, Function.identity());
  }

  private static Node update(MemoryCluster cluster, Node node) {
    node.close();
    return cluster.start(node.name, node, NEW);
  }

  private static LevelRaise.Result raise(MemoryCluster cluster, String... names)
      throws InterruptedException {
    Set<String> addresses =
        Arrays.stream(names).map(name -> "http://" + name).collect(Collectors.toSet());
    return new LevelRaise(cluster.calls(), addresses).run();
  }

  /** Asks for a raise until the result is the wanted one; what is in the way may be an election. */
  private static LevelRaise.Result raiseUntil(
      Predicate<LevelRaise.Result> wanted, MemoryCluster cluster, String... names)
      throws InterruptedException {
    return MemoryCluster.await(() -> raise(cluster, names), wanted);
  }

  /** Appends at the leader, or the next one if it lost its lead before. */
  private static void append(MemoryCluster cluster, String text) throws InterruptedException {
    Optional<AppendOutcome> outcome =
        MemoryCluster.await(() -> tryAppend(cluster, text), Optional::isPresent);
    assertThat(outcome.orElseThrow()).isInstanceOf(AppendOutcome.Accepted.class);
  }

  private static Optional<AppendOutcome> tryAppend(MemoryCluster cluster, String text)
      throws InterruptedException {
    try {
      return Optional.of(cluster.leader().append("s", text));
    } catch (UnavailableException e) {
      return Optional.empty();
    }
  }

  private static boolean says(LevelRaise.Result result, String words) {
    return result.problems().stream().anyMatch(problem -> problem.contains(words));
  }

  private static NodeStatus await(Node node, Predicate<NodeStatus> wanted)
      throws InterruptedException {
    return MemoryCluster.await(node.member::status, wanted);
  }

  @Test
  void aClusterThatIsUpdatedNodeByNodeRaisesTheLevelOnceAllOfThemReadIt() throws Exception {
    try (MemoryCluster cluster = cluster()) {
      Node a = cluster.start("a", null, OLD);
      Node b = cluster.start("b", null, OLD);
      Node c = cluster.start("c", null, OLD);
      assertThat(cluster.leader().tryCreate("s")).isTrue();
      append(cluster, "old;");
      assertThat(raiseUntil(r -> r.level() == OLD, cluster, "a", "b", "c").problems()).isEmpty();

      a = update(cluster, a);
      b = update(cluster, b);
      assertThat(raiseUntil(r -> r.level() == OLD, cluster, "a", "b", "c").problems())
          .containsExactly("http://c (c) reads level 1, and not 2: update it");
      c.member.retire(WAIT);
      LevelRaise.Result forgotten =
          raiseUntil(r -> says(r, "which was heard of"), cluster, "a", "b");
      assertThat(forgotten.raised()).isFalse();
      assertThat(forgotten.problems().getFirst())
          .startsWith("node c, which was heard of ")
          .endsWith(" s ago, reads level 1");

      c = update(cluster, c);
      raiseUntil(LevelRaise.Result::raised, cluster, "a", "b", "c");
      append(cluster, "new;");
      for (Node node : cluster.nodes()) {
        assertThat(node.read("s")).isEqualTo("old;new;");
        assertThat(node.member.status().level()).isEqualTo(NEW);
      }
      cluster.nodes().forEach(Node::close);
      a = cluster.start("a", a, NEW);
      assertThat(cluster.leader().read("s")).isEqualTo("old;new;");
      assertThat(a.member.status().level()).isEqualTo(NEW);
      assertThat(raise(cluster, "a")).isEqualTo(new LevelRaise.Result(NEW, false, List.of()));
    }
  }

  @Test
  void aNodeThatWasAwayStaysBeforeTheRaiseAndGoesOnOnceItIsUpdated() throws Exception {
    try (MemoryCluster cluster = cluster()) {
      Node away = cluster.start("c", null, OLD);
      assertThat(cluster.leader().tryCreate("s")).isTrue();
      append(cluster, "one;");
      away.close();
      cluster.start("a", null, NEW);
      cluster.start("b", null, NEW);
      append(cluster, "two;");
      raiseUntil(LevelRaise.Result::raised, cluster, "a", "b");
      append(cluster, "three;");

      Node back = cluster.start("c", away, OLD);
      NodeStatus status = await(back, s -> s.role() == NodeRole.STOPPED);
      assertThat(status.ready()).isFalse();
      assertThat(status.level()).isEqualTo(OLD);
      assertThat(status.problem()).contains("of feature level 2", "reads level 1", "update this");
      assertThat(status.position()).isLessThan(cluster.leader().member.status().position());
      assertThatThrownBy(() -> back.read("s")).isInstanceOf(UnavailableException.class);
      assertThatThrownBy(() -> back.append("s", "x")).isInstanceOf(UnavailableException.class);
      assertThat(back.member.route()).isInstanceOf(Route.None.class);
      assertThat(raise(cluster, "a", "b", "c").problems())
          .containsExactly("http://c (c) reads level 1, and not 2: update it");

      Node updated = update(cluster, back);
      assertThat(updated.read("s")).isEqualTo("one;two;three;");
      assertThat(updated.member.status().level()).isEqualTo(NEW);
    }
  }

  @Test
  void aNewLogIsOfTheLevelThatItsFirstLeaderReads() throws Exception {
    try (MemoryCluster cluster = cluster()) {
      Node first = cluster.start("a", null, NEW);
      await(first, status -> status.level() == NEW);
      Node older = cluster.start("b", null, OLD);
      assertThat(await(older, s -> s.role() == NodeRole.STOPPED).problem()).contains("update this");
    }
  }

  @Test
  void aRaiseWithoutTheLeaderOrWithANodeThatDoesNotAnswerDoesNothing() throws Exception {
    try (MemoryCluster cluster = cluster()) {
      cluster.start("a", null, NEW);
      Node leader = cluster.leader();
      Node follower = cluster.start("b", null, NEW);
      await(follower, status -> status.leader().equals(leader.name));
      assertThat(raise(cluster, "b").problems())
          .containsExactly("the leader, node a, is not among these nodes");
      assertThat(raise(cluster, "a", "b", "z").problems())
          .containsExactly("http://z does not answer");
    }
  }
}
