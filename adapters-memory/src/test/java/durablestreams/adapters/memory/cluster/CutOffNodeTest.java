package durablestreams.adapters.memory.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import durablestreams.adapters.memory.InMemoryCommitLog;
import durablestreams.adapters.memory.cluster.MemoryCluster.Node;
import durablestreams.application.InDoubtException;
import durablestreams.application.NotLeaderException;
import durablestreams.application.follow.FollowOutcome;
import durablestreams.application.live.Delivery;
import durablestreams.application.live.LiveReader;
import durablestreams.application.live.LiveStep;
import durablestreams.application.observe.RequestTimings;
import durablestreams.application.replication.ClusterMember.Route;
import durablestreams.application.replication.node.NodeStatus;
import durablestreams.domain.append.AppendOutcome;
import durablestreams.domain.offset.OffsetParameter;
import durablestreams.domain.stream.Expiry;
import durablestreams.domain.stream.StreamPath;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Node that does not reach the engine of the commit log, in the middle of a record. */
class CutOffNodeTest {

  private static final Duration FAILOVER = Duration.ofMillis(500);

  /** Longer than live reads last at a node that is cut off. */
  private static final Duration LONG = Duration.ofSeconds(20);

  private final ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor();

  private static MemoryCluster cluster() {
    return new MemoryCluster(InMemoryCommitLog.Mode.CONDITIONAL, FAILOVER, CutLog::new);
  }

  private static CutLog logOf(Node node) {
    return (CutLog) node.ownLog;
  }

  /** Follows a stream on a thread of its own; answers with the last step. */
  private Future<LiveStep> follow(Node node, String path) throws InterruptedException {
    CountDownLatch opened = new CountDownLatch(1);
    Future<LiveStep> last =
        clients.submit(() -> {
          FollowOutcome outcome =
              node.service
                  .follow()
                  .follow(
                      new StreamPath(path),
                      new OffsetParameter.Beginning(),
                      Delivery.BYTES,
                      RequestTimings.OFF);
          opened.countDown();
          try (LiveReader reader = ((FollowOutcome.Opened) outcome).reader()) {
            return reader.next(LONG);
          }
        });
    opened.await();
    return last;
  }

  private static LiveStep end(Future<LiveStep> reader) throws Exception {
    return reader.get(LONG.toSeconds() + 1, TimeUnit.SECONDS);
  }

  @AfterEach
  void endClients() {
    clients.shutdownNow();
  }

  @Test
  void aLeaderThatHangsInARecordEndsItsLiveReadsAndIsNotReady() throws Exception {
    try (MemoryCluster cluster = cluster()) {
      cluster.start("a");
      Node leader = cluster.leader();
      leader.create("s", null);
      MemoryCluster.await(leader.member::status, NodeStatus::ready);
      Future<LiveStep> reader = follow(leader, "s");
      logOf(leader).cut();
      assertThat(end(reader)).isInstanceOf(LiveStep.Stopping.class);
      NodeStatus status = leader.member.status();
      assertThat(status.ready()).isFalse();
      assertThat(status.problem()).isNotEmpty();
      logOf(leader).heal();
      MemoryCluster.await(leader.member::status, NodeStatus::ready);
    }
  }

  @Test
  void aReaderThatProlongsItsStreamEndsTooWhileTheLaneHangs() throws Exception {
    try (MemoryCluster cluster = cluster()) {
      cluster.start("a");
      Node leader = cluster.leader();
      leader.create("s", new Expiry.Sliding(2));
      Future<LiveStep> reader = follow(leader, "s");
      logOf(leader).cut();
      assertThat(end(reader)).isInstanceOf(LiveStep.Stopping.class);
    }
  }

  @Test
  void aNodeWhoseElectionHangsEndsItsLiveReadsAndIsNotReady() throws Exception {
    try (MemoryCluster cluster = cluster()) {
      cluster.start("a");
      Node leader = cluster.leader();
      leader.create("s", null);
      Node follower = cluster.start("b");
      follower.member.awaitPresent();
      Future<LiveStep> reader = follow(follower, "s");
      logOf(follower).cutAt("");
      leader.close();
      assertThat(end(reader)).isInstanceOf(LiveStep.Stopping.class);
      assertThat(follower.member.status().ready()).isFalse();
    }
  }

  @Test
  void changesAreAnsweredWhenTheTimeOfTheLeaderIsOver() throws Exception {
    try (MemoryCluster cluster = cluster()) {
      cluster.changeTimeout(Duration.ofSeconds(2));
      cluster.start("a");
      Node leader = cluster.leader();
      leader.create("s", null);
      logOf(leader).cutAt("in flight;");
      Future<AppendOutcome> inFlight = clients.submit(() -> leader.append("s", "in flight;"));
      MemoryCluster.await(leader.member::status, status -> !status.ready());
      Future<AppendOutcome> queued = clients.submit(() -> leader.append("s", "queued;"));
      assertThatThrownBy(() -> inFlight.get(20, TimeUnit.SECONDS))
          .hasCauseInstanceOf(InDoubtException.class);
      assertThatThrownBy(() -> queued.get(20, TimeUnit.SECONDS))
          .hasCauseInstanceOf(NotLeaderException.class);
      MemoryCluster.await(leader.member::route, Route.None.class::isInstance);
      logOf(leader).heal();
      Node again = cluster.leader();
      MemoryCluster.await(again.member::status, NodeStatus::ready);
      assertThat(again.append("s", "later;")).isInstanceOf(AppendOutcome.Accepted.class);
      assertThat(again.read("s")).isEqualTo("later;");
    }
  }

  /** As a job that is cancelled: its thread never runs the lane of a node. */
  @Test
  void anInterruptOfTheThreadThatSubmitsDoesNotEndTheTerm() throws Exception {
    try (MemoryCluster cluster = cluster()) {
      cluster.start("a");
      Node leader = cluster.leader();
      leader.create("s", null);
      long term = leader.member.leadership().term();
      CountDownLatch goOn = new CountDownLatch(1);
      logOf(leader).hangAt("hangs;", goOn);
      Future<AppendOutcome> append =
          clients.submit(() -> {
            Thread.currentThread().interrupt();
            AppendOutcome outcome = leader.append("s", "hangs;");
            assertThat(Thread.interrupted()).isTrue();
            return outcome;
          });
      Thread.sleep(FAILOVER.toMillis() / 2);
      goOn.countDown();
      assertThat(append.get(20, TimeUnit.SECONDS)).isInstanceOf(AppendOutcome.Accepted.class);
      assertThat(leader.member.leadership().term()).isEqualTo(term);
    }
  }
}
