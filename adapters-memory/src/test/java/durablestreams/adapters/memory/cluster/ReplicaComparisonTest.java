package durablestreams.adapters.memory.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import durablestreams.adapters.memory.InMemoryCommitLog;
import durablestreams.adapters.memory.cluster.MemoryCluster.Node;
import durablestreams.application.port.StoredStream;
import durablestreams.application.replication.digest.ReplicaComparison;
import durablestreams.application.replication.digest.ReplicaComparison.Finding;
import durablestreams.application.replication.digest.ReplicaComparison.Outcome;
import durablestreams.domain.change.StreamChange;
import durablestreams.domain.stream.StreamKey;
import durablestreams.domain.subscription.SubscriptionChange;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Comparison of the nodes of a cluster, on a log in memory. */
@Tag("slow")
class ReplicaComparisonTest {

  private static final Duration FAILOVER = Duration.ofSeconds(3);
  private static final List<String> NODES = List.of("http://a", "http://b", "http://c");

  private static MemoryCluster cluster() throws InterruptedException {
    MemoryCluster cluster =
        new MemoryCluster(InMemoryCommitLog.Mode.CONDITIONAL, FAILOVER, Function.identity());
    List.of("a", "b", "c").forEach(cluster::start);
    cluster.leader();
    return cluster;
  }

  private static Outcome compare(MemoryCluster cluster) throws InterruptedException {
    return new ReplicaComparison(cluster.calls(), NODES).run(items -> {});
  }

  private static List<String> differing(Outcome outcome) {
    return outcome.nodes().stream().filter(node -> !node.same()).map(Finding::address).toList();
  }

  private static void change(Node node, StreamChange change) {
    node.replica.commit(List.of(change), List.of(), node.replica.progress().orElseThrow());
  }

  @Test
  void nodesThatAppliedTheSameAreTheSame() throws Exception {
    try (MemoryCluster cluster = cluster()) {
      for (int i = 0; i < 150; i++) {
        cluster.leader().create("s" + i, null);
        cluster.leader().append("s" + i, "message " + i);
      }
      Outcome outcome = compare(cluster);
      assertThat(outcome.nodes()).allMatch(Finding::same);
      assertThat(outcome.items()).as("streams, and the registry").isEqualTo(151);
      assertThat(outcome.nodes()).extracting(Finding::name).containsExactly("a", "b", "c");
      assertThat(outcome.nodes()).extracting(Finding::position).doesNotContain(0L);
    }
  }

  @Test
  void nodesThatAreWrittenToAreTheSame() throws Exception {
    try (MemoryCluster cluster = cluster()) {
      Node leader = cluster.leader();
      leader.create("s", null);
      AtomicBoolean end = new AtomicBoolean();
      Thread writer =
          Thread.ofPlatform()
              .start(() -> {
                for (int i = 0; !end.get(); i++) {
                  leader.append("s", i + ";");
                }
              });
      try {
        for (int i = 0; i < 10; i++) {
          assertThat(compare(cluster).nodes()).allMatch(Finding::same);
        }
      } finally {
        end.set(true);
        writer.join();
      }
    }
  }

  @Test
  void aNodeWithAnotherStateIsNamed() throws Exception {
    try (MemoryCluster cluster = cluster()) {
      Node leader = cluster.leader();
      for (int i = 0; i < 70; i++) {
        leader.create("s" + i, null);
      }
      assertThat(compare(cluster).same()).isTrue();
      Node other =
          cluster.nodes().stream().filter(node -> node != leader).findFirst().orElseThrow();
      List<StoredStream> streams = other.replica.streamsAfter(0, 100);
      StreamKey last = streams.getLast().state().key();
      change(other, new StreamChange.DeadlineMoved(last, Instant.EPOCH));
      Outcome outcome = compare(cluster);
      assertThat(differing(outcome)).containsExactly("http://" + other.name);
      assertThat(outcome.nodes().stream().flatMap(node -> node.differences().stream()))
          .singleElement()
          .asString()
          .isEqualTo(
              "streams with keys above %s: their state differs from that of others",
              streams.get(63).state().key());
    }
  }

  @Test
  void aNodeThatLacksAStreamIsNamed() throws Exception {
    try (MemoryCluster cluster = cluster()) {
      Node leader = cluster.leader();
      leader.create("kept", null);
      leader.create("lost", null);
      assertThat(compare(cluster).same()).isTrue();
      Node other =
          cluster.nodes().stream().filter(node -> node != leader).findFirst().orElseThrow();
      change(
          other,
          new StreamChange.Purged(other.replica.streamsAfter(0, 10).getLast().state().key()));
      assertThat(differing(compare(cluster))).containsExactly("http://" + other.name);
    }
  }

  @Test
  void aNodeWithAnotherSubscriptionIsNamed() throws Exception {
    try (MemoryCluster cluster = cluster()) {
      Node leader = cluster.leader();
      leader.create("s", null);
      assertThat(compare(cluster).same()).isTrue();
      leader
          .replica
          .contents()
          .subscriptions()
          .commit(List.of(new SubscriptionChange.KeysChanged("x")));
      Outcome outcome = compare(cluster);
      assertThat(differing(outcome)).containsExactly("http://" + leader.name);
      assertThat(outcome.nodes().stream().flatMap(node -> node.differences().stream()))
          .singleElement()
          .asString()
          .startsWith("subscriptions");
    }
  }

  @Test
  void aNodeThatDoesNotAnswerIsNamed() throws Exception {
    try (MemoryCluster cluster = cluster()) {
      Node leader = cluster.leader();
      leader.create("s", null);
      List<String> nodes = new ArrayList<>(NODES);
      nodes.add("http://nowhere");
      Outcome outcome = new ReplicaComparison(cluster.calls(), nodes).run(items -> {});
      assertThat(differing(outcome)).containsExactly("http://nowhere");
      assertThat(outcome.items()).as("a stream, and the registry").isEqualTo(2);
    }
  }
}
