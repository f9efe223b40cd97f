package durablestreams.adapters.memory.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import durablestreams.adapters.memory.InMemoryCommitLog;
import durablestreams.adapters.memory.cluster.MemoryCluster.Node;
import durablestreams.application.InDoubtException;
import durablestreams.application.NotLeaderException;
import durablestreams.application.UnavailableException;
import durablestreams.application.fault.FaultPoint;
import durablestreams.application.fault.FaultyCommitLog;
import durablestreams.application.follow.FollowOutcome;
import durablestreams.application.live.Delivery;
import durablestreams.application.live.LiveStep;
import durablestreams.application.observe.RequestTimings;
import durablestreams.application.replication.ClusterMember.Route;
import durablestreams.domain.append.AppendOutcome;
import durablestreams.domain.creation.CreateOutcome;
import durablestreams.domain.offset.OffsetParameter;
import durablestreams.domain.stream.Expiry;
import durablestreams.domain.stream.StreamPath;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Nodes of a cluster, with their lanes and readers, on a log in memory. */
@Tag("slow")
class ClusterNodeTest {

  /** Long enough that a busy machine does not depose a leader that lives. */
  private static final Duration FAILOVER = Duration.ofSeconds(3);

  private static MemoryCluster cluster(InMemoryCommitLog.Mode mode) {
    return new MemoryCluster(mode, FAILOVER, Function.identity());
  }

  private static List<Node> threeNodes(MemoryCluster cluster) {
    return List.of(cluster.start("a"), cluster.start("b"), cluster.start("c"));
  }

  private static Node other(MemoryCluster cluster, Node leader) {
    return cluster.nodes().stream().filter(node -> node != leader).findFirst().orElseThrow();
  }

  /** A follower may show a commit before the leader does: then a reader of both goes back. */
  @Test
  void theLeaderServesNoReadBetweenACommitAndWhatItsReadersSee() throws Exception {
    try (MemoryCluster cluster = cluster(InMemoryCommitLog.Mode.CONDITIONAL)) {
      Node leader = cluster.start("a");
      cluster.leader();
      leader.create("s", null);
      leader.append("s", "first;");
      CountDownLatch committed = new CountDownLatch(1);
      CountDownLatch goOn = new CountDownLatch(1);
      leader.laneAt =
          point -> {
            // The commit of the append, and none of the server's own.
            boolean appended = leader.stored("s") == "first;second;".length();
            if (point == FaultPoint.AFTER_COMMIT && appended) {
              committed.countDown();
              awaitQuietly(goOn);
            }
          };
      try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
        Future<AppendOutcome> append = clients.submit(() -> leader.append("s", "second;"));
        committed.await();
        Future<String> read = clients.submit(() -> leader.read("s"));
        assertThatExceptionOfType(TimeoutException.class)
            .isThrownBy(() -> read.get(500, TimeUnit.MILLISECONDS));
        goOn.countDown();
        assertThat(read.get(1, TimeUnit.MINUTES)).isEqualTo("first;second;");
        assertThat(append.get()).isInstanceOf(AppendOutcome.Accepted.class);
      } finally {
        goOn.countDown();
      }
    }
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @ParameterizedTest
  @EnumSource
  void everyNodeReadsWhatTheLeaderAcknowledged(InMemoryCommitLog.Mode mode) throws Exception {
    try (MemoryCluster cluster = cluster(mode)) {
      List<Node> nodes = threeNodes(cluster);
      Node leader = cluster.leader();
      assertThat(leader.create("s", null)).isInstanceOf(CreateOutcome.Created.class);
      StringBuilder all = new StringBuilder();
      for (int i = 0; i < 50; i++) {
        assertThat(leader.append("s", i + ";")).isInstanceOf(AppendOutcome.Accepted.class);
        all.append(i).append(';');
        assertThat(nodes.get(i % 3).read("s")).isEqualTo(all.toString());
      }
      assertThat(leader.append("s", "x".repeat(9_000))).isInstanceOf(AppendOutcome.Accepted.class);
      for (Node node : nodes) {
        assertThat(node.read("s")).isEqualTo(all + "x".repeat(9_000));
        assertThat(node.read("missing")).isEqualTo("NotFound");
      }
    }
  }

  @Test
  void aNodeThatDoesNotLeadRefusesChanges() throws Exception {
    try (MemoryCluster cluster = cluster(InMemoryCommitLog.Mode.CONDITIONAL)) {
      threeNodes(cluster);
      Node leader = cluster.leader();
      leader.create("s", null);
      Node follower = other(cluster, leader);
      follower.member.awaitPresent();
      assertThatThrownBy(() -> follower.append("s", "no")).isInstanceOf(NotLeaderException.class);
      assertThatThrownBy(() -> follower.create("t", null)).isInstanceOf(NotLeaderException.class);
      assertThat(follower.member.awaitRoute(FAILOVER))
          .isEqualTo(new Route.Leader(leader.name, "http://" + leader.name));
      assertThat(follower.read("s")).isEmpty();
      assertThat(follower.read("t")).isEqualTo("NotFound");
    }
  }

  @ParameterizedTest
  @EnumSource
  void anotherNodeLeadsWhenTheLeaderIsGone(InMemoryCommitLog.Mode mode) throws Exception {
    try (MemoryCluster cluster = cluster(mode)) {
      threeNodes(cluster);
      Node first = cluster.leader();
      first.create("s", null);
      first.append("s", "one;");
      first.close();
      Node second = cluster.leader();
      assertThat(second.append("s", "two;")).isInstanceOf(AppendOutcome.Accepted.class);
      assertThat(other(cluster, second).read("s")).isEqualTo("one;two;");
      Node again = cluster.start(first.name, first);
      assertThat(again.read("s")).isEqualTo("one;two;");
      assertThat(second.append("s", "three;")).isInstanceOf(AppendOutcome.Accepted.class);
      assertThat(again.read("s")).isEqualTo("one;two;three;");
    }
  }

  @Test
  void aLeaderThatIsStoppedHandsOverAtOnce() throws Exception {
    try (MemoryCluster cluster =
        new MemoryCluster(
            InMemoryCommitLog.Mode.CONDITIONAL, Duration.ofHours(1), Function.identity())) {
      threeNodes(cluster);
      Node first = cluster.leader();
      first.create("s", null);
      first.member.retire(Duration.ofMinutes(1));
      assertThat(first.member.route()).isInstanceOf(Route.Leader.class);
      Node second = cluster.leader();
      assertThat(second).isNotSameAs(first);
      assertThat(second.append("s", "more")).isInstanceOf(AppendOutcome.Accepted.class);
      assertThat(first.read("s")).isEqualTo("more");
    }
  }

  @Test
  void liveReadersFollowAtEveryNodeAndAcrossAFailover() throws Exception {
    try (MemoryCluster cluster = cluster(InMemoryCommitLog.Mode.CONDITIONAL)) {
      threeNodes(cluster);
      Node first = cluster.leader();
      first.create("s", null);
      Node follower = other(cluster, first);
      follower.member.awaitPresent();
      var opened =
          (FollowOutcome.Opened)
              follower
                  .service
                  .follow()
                  .follow(
                      new StreamPath("s"),
                      new OffsetParameter.Beginning(),
                      Delivery.BYTES,
                      RequestTimings.OFF);
      try (var reader = opened.reader()) {
        first.append("s", "one;");
        assertThat(reader.next(Duration.ofMinutes(1))).isInstanceOf(LiveStep.Data.class);
        first.close();
        cluster.leader().append("s", "two;");
        assertThat(reader.next(Duration.ofMinutes(1))).isInstanceOf(LiveStep.Data.class);
      }
    }
  }

  @Test
  void aReadAtAFollowerProlongsTheStreamAtTheLeader() throws Exception {
    var now = new AtomicReference<>(Instant.now());
    try (MemoryCluster cluster =
        new MemoryCluster(
            InMemoryCommitLog.Mode.CONDITIONAL, FAILOVER, Function.identity(), now::get)) {
      threeNodes(cluster);
      Node leader = cluster.leader();
      leader.create("s", new Expiry.Sliding(2));
      Node follower = other(cluster, leader);
      for (int i = 0; i < 10; i++) {
        assertThat(follower.read("s")).isEmpty();
        now.set(now.get().plusMillis(1_900));
      }
      assertThat(follower.read("s")).isEmpty();
      now.set(now.get().plusMillis(2_100));
      assertThat(leader.read("s")).isEqualTo("NotFound");
    }
  }

  @Test
  void theRegistryTellsOfEachStreamOnceAcrossLeaders() throws Exception {
    try (MemoryCluster cluster = cluster(InMemoryCommitLog.Mode.CONDITIONAL)) {
      threeNodes(cluster);
      for (int i = 0; i < 3; i++) {
        Node leader = cluster.leader();
        for (int j = 0; j < 5; j++) {
          leader.create("s" + i + j, null);
        }
        leader.close();
        cluster.start(leader.name, leader);
      }
      Node last = cluster.leader();
      long deadline = System.nanoTime() + Duration.ofMinutes(1).toNanos();
      String registry = last.read("__registry__");
      while (registry.split("\"insert\"", -1).length - 1 < 15 && System.nanoTime() < deadline) {
        Thread.sleep(50);
        registry = last.read("__registry__");
      }
      for (int i = 0; i < 3; i++) {
        for (int j = 0; j < 5; j++) {
          assertThat(registry.split("\"key\":\"s" + i + j + "\"", -1)).hasSize(2);
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void nothingAcknowledgedIsLostWhateverTheLogDoes(InMemoryCommitLog.Mode mode) throws Exception {
    long seed = new Random().nextLong();
    System.out.println("ClusterNodeTest seed " + seed);
    Random random = new Random(seed);
    var network = new FaultyCommitLog.Network(new Random(seed), 0.05);
    try (MemoryCluster cluster =
        new MemoryCluster(mode, Duration.ofMillis(500), own -> new FaultyCommitLog(own, network))) {
      threeNodes(cluster);
      while (!(cluster.leader().tryCreate("s"))) {
        Thread.sleep(10);
      }
      List<String> acknowledged = new ArrayList<>();
      Set<String> unknown = new HashSet<>();
      for (int i = 0; i < 300; i++) {
        Node leader = cluster.leader();
        String message = i + ";";
        try {
          leader.append("s", message);
          acknowledged.add(message);
        } catch (UnavailableException e) {
          // It had no effect.
        } catch (InDoubtException e) {
          unknown.add(message);
        }
        if (random.nextInt(60) == 0) {
          leader.close();
          cluster.start(leader.name, leader);
        }
      }
      network.heal();
      String last = cluster.leader().read("s");
      for (Node node : cluster.nodes()) {
        assertThat(node.read("s")).as("%s, seed %s", node.name, seed).isEqualTo(last);
      }
      List<String> found = List.of(last.split("(?<=;)"));
      assertThat(found).doesNotHaveDuplicates();
      assertThat(found.stream().filter(message -> !unknown.contains(message)))
          .as("seed %s", seed)
          .containsExactlyElementsOf(acknowledged);
    }
  }
}
