package durablestreams.adapters.memory.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import durablestreams.adapters.memory.InMemoryCommitLog;
import durablestreams.adapters.memory.InMemorySubscriptionStore;
import durablestreams.adapters.memory.cluster.MemoryCluster.Node;
import durablestreams.application.NotLeaderException;
import durablestreams.application.UnavailableException;
import durablestreams.application.create.CreateCommand;
import durablestreams.application.observe.RequestTimings;
import durablestreams.application.port.replication.CommitLog;
import durablestreams.application.port.replication.LogAppend;
import durablestreams.application.port.replication.LogPlace;
import durablestreams.application.port.replication.LogRead;
import durablestreams.application.port.subscription.SubscriptionStore;
import durablestreams.application.replication.ClusterMember.Route;
import durablestreams.application.replication.node.ReplicatedSubscriptions;
import durablestreams.domain.append.AppendOutcome;
import durablestreams.domain.creation.CreateOutcome;
import durablestreams.domain.deletion.DeleteOutcome;
import durablestreams.domain.stream.StreamPath;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** Answers that change nothing, at a leader that may have been deposed without knowing it. */
class ConfirmedAnswersTest {

  private static final Duration FAILOVER = Duration.ofSeconds(3);

  @Test
  void anAnswerThatChangesNothingTakesARecord() throws Exception {
    try (MemoryCluster cluster = cluster(Function.identity())) {
      cluster.start("a");
      Node leader = cluster.leader();
      leader.create("s", null);
      long before = leader.member.status().position();
      assertThat(leader.create("s", null)).isInstanceOf(CreateOutcome.AlreadyExists.class);
      assertThat(leader.append("missing", "x")).isInstanceOf(AppendOutcome.NotFound.class);
      assertThat(leader.service.delete().delete(new StreamPath("missing"), RequestTimings.OFF))
          .isInstanceOf(DeleteOutcome.NotFound.class);
      assertThat(fork(leader)).isInstanceOf(CreateOutcome.SourceNotFound.class);
      assertThat(leader.member.status().position()).isGreaterThanOrEqualTo(before + 4);
    }
  }

  @Test
  void aNodeThatDoesNotLeadSaysSoInsteadOfAnsweringFromWhatItHas() throws Exception {
    try (MemoryCluster cluster = cluster(Function.identity())) {
      cluster.start("a");
      Node leader = cluster.leader();
      leader.create("s", null);
      Node follower = cluster.start("b");
      follower.member.awaitPresent();
      assertThatThrownBy(() -> follower.create("s", null)).isInstanceOf(NotLeaderException.class);
      assertThatThrownBy(() -> follower.append("missing", "x"))
          .isInstanceOf(NotLeaderException.class);
      assertThatThrownBy(() -> fork(follower)).isInstanceOf(NotLeaderException.class);
    }
  }

  @Test
  void whatIsSaidOfSubscriptionsTakesARecordOfTheLeader() throws Exception {
    try (MemoryCluster cluster = cluster(Function.identity())) {
      cluster.start("a");
      Node leader = cluster.leader();
      leader.create("s", null);
      long before = leader.member.status().position();
      subscriptions(leader).confirm();
      assertThat(leader.member.status().position()).isGreaterThan(before);
      Node follower = cluster.start("b");
      follower.member.awaitPresent();
      assertThatThrownBy(() -> subscriptions(follower).confirm())
          .isInstanceOf(NotLeaderException.class);
    }
  }

  private static SubscriptionStore subscriptions(Node node) {
    return new ReplicatedSubscriptions(new InMemorySubscriptionStore(1 << 20), node.member);
  }

  @Test
  void aRefusedHeartbeatNeitherEndsTheTermNorStaysAProblem() throws Exception {
    AtomicInteger refusals = new AtomicInteger();
    try (MemoryCluster cluster = cluster(log -> new Refusing(log, refusals))) {
      cluster.start("a");
      Node leader = cluster.leader();
      leader.create("s", null);
      long term = leader.member.leadership().term();
      refusals.set(3);
      while (refusals.get() > 0) {
        awaitPresent(leader);
      }
      assertThat(leader.append("s", "x")).isInstanceOf(AppendOutcome.Accepted.class);
      leader.member.awaitPresent();
      assertThat(leader.member.leadership().term()).isEqualTo(term);
      assertThat(leader.member.route()).isInstanceOf(Route.Here.class);
      long deadline = System.nanoTime() + Duration.ofMinutes(1).toNanos();
      while (!leader.member.status().ready() && System.nanoTime() < deadline) {
        Thread.sleep(10);
      }
      assertThat(leader.member.status().problem()).isEmpty();
    }
  }

  private static void awaitPresent(Node node) throws InterruptedException {
    try {
      node.member.awaitPresent();
    } catch (UnavailableException e) {
      // The log did not take the record that it waited for.
    }
  }

  private static MemoryCluster cluster(Function<CommitLog, CommitLog> faults) {
    return new MemoryCluster(InMemoryCommitLog.Mode.CONDITIONAL, FAILOVER, faults);
  }

  private static CreateOutcome fork(Node node) {
    return node.service
        .create()
        .create(
            new CreateCommand(
                new StreamPath("f"),
                MemoryCluster.TEXT,
                null,
                new byte[0],
                false,
                new CreateCommand.ForkOf(new StreamPath("missing"), null, 0)),
            RequestTimings.OFF);
  }

  /** Log that refuses some appends. */
  private record Refusing(CommitLog log, AtomicInteger refusals) implements CommitLog {
    @Override
    public LogAppend append(byte[] record, long checksum, LogPlace end)
        throws InterruptedException {
      return refusals.getAndUpdate(left -> Math.max(0, left - 1)) > 0
          ? new LogAppend.NotAppended("the connection was refused")
          : log.append(record, checksum, end);
    }

    @Override
    public LogRead read(LogPlace after, int maxBytes, Duration wait) throws InterruptedException {
      return log.read(after, maxBytes, wait);
    }

    @Override
    public void trim(LogPlace before) throws InterruptedException {
      log.trim(before);
    }

    @Override
    public void clear() throws InterruptedException {
      log.clear();
    }

    @Override
    public int maxRecordBytes() {
      return log.maxRecordBytes();
    }

    @Override
    public void close() {
      log.close();
    }
  }
}
