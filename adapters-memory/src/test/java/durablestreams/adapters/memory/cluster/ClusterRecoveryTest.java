package durablestreams.adapters.memory.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import durablestreams.adapters.memory.InMemoryCommitLog;
import durablestreams.adapters.memory.InMemoryReplicaStore;
import durablestreams.adapters.memory.InMemorySubscriptionStore;
import durablestreams.adapters.memory.cluster.MemoryCluster.Node;
import durablestreams.application.InDoubtException;
import durablestreams.application.UnavailableException;
import durablestreams.application.port.replication.CommitLog;
import durablestreams.application.port.replication.LogAppend;
import durablestreams.application.port.replication.LogPlace;
import durablestreams.application.port.replication.LogRead;
import durablestreams.application.replication.LogReader;
import durablestreams.application.replication.encoding.RecordEncoding;
import durablestreams.application.replication.encoding.RecordEncoding.Encoded;
import durablestreams.application.replication.encoding.ReplicaProgress;
import durablestreams.application.replication.encoding.UnknownRecordException;
import durablestreams.application.replication.leader.LogWriter;
import durablestreams.application.replication.node.NodeRole;
import durablestreams.application.replication.node.NodeStatus;
import durablestreams.application.replication.snapshot.Adoption;
import durablestreams.domain.append.AppendOutcome;
import durablestreams.domain.replication.Chain;
import durablestreams.domain.replication.LogRecord;
import durablestreams.domain.replication.RecordId;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

/** What nodes do when the log lost records, was trimmed, or is newer than they are. */
class ClusterRecoveryTest {

  private static final Duration FAILOVER = Duration.ofSeconds(3);

  /** Where the head of a record begins, behind what its checksum does not cover. */
  private static final int HEAD = 12;

  private static MemoryCluster cluster() {
    return new MemoryCluster(InMemoryCommitLog.Mode.CONDITIONAL, FAILOVER, Function.identity());
  }

  private static void await(BooleanSupplier condition) throws InterruptedException {
    MemoryCluster.await(condition::getAsBoolean, Boolean::booleanValue);
  }

  private static String problem(Node node) throws InterruptedException {
    await(() -> node.member.status().role() == NodeRole.STOPPED);
    NodeStatus status = node.member.status();
    assertThat(status.ready()).isFalse();
    return status.problem();
  }

  private static List<LogRead.Entry> records(InMemoryCommitLog log) throws InterruptedException {
    LogRead read = log.share().read(LogPlace.BEGINNING, 1 << 20, Duration.ZERO);
    return assertThat(read).asInstanceOf(type(LogRead.Records.class)).actual().entries();
  }

  private static InMemoryReplicaStore replica(Node node) {
    return new InMemoryReplicaStore(
        node.heap, new InMemorySubscriptionStore(1 << 20), InstantSource.system());
  }

  /** Writes records as a leader of this name. */
  private static LogWriter leader(InMemoryCommitLog log, String name) throws InterruptedException {
    RecordId origin = RecordEncoding.decode(records(log).getFirst().bytes()).follows();
    LogReader reader = new LogReader(log.share(), LogPlace.BEGINNING, Chain.before(origin));
    while (!reader.read(Duration.ZERO).isEmpty()) {
      assertThat(reader.chain().epoch()).isPositive();
    }
    LogWriter writer =
        new LogWriter(
            log.share(),
            new RecordEncoding(new Random()::nextLong),
            InstantSource.system(),
            reader,
            reader.chain().epoch() + 1,
            attempt -> {});
    assertThat(writer.write(new LogRecord.Elected(name, "http://" + name)))
        .isInstanceOf(LogWriter.Written.Counts.class);
    return writer;
  }

  @Test
  void nodesTakeNoWritesOnceTheEngineLostRecordsUntilOneOfThemIsAdopted() throws Exception {
    try (MemoryCluster cluster = cluster()) {
      Node first = cluster.start("a");
      Node leader = cluster.leader();
      Node follower = cluster.start("b");
      leader.create("s", null);
      // The append is lost with all that comes after it, however many records the nodes write.
      LogPlace created = records(cluster.log()).getLast().place();
      assertThat(leader.append("s", "kept;")).isInstanceOf(AppendOutcome.Accepted.class);
      assertThat(follower.read("s")).isEqualTo("kept;");
      cluster.log().loseAfter(created);

      assertThat(problem(first)).contains("lost records that were read here");
      assertThat(problem(follower)).contains("lost records that were read here");
      for (Node node : List.of(first, follower)) {
        assertThatThrownBy(() -> node.append("s", "refused;"))
            .isInstanceOfAny(UnavailableException.class, InDoubtException.class);
      }
      first.close();
      follower.close();

      new Adoption(replica(first), InstantSource.system()).adopt(cluster.log(), true, 99);
      Node adopted = cluster.start("a", first);
      assertThat(cluster.leader()).isSameAs(adopted);
      assertThat(adopted.read("s")).isEqualTo("kept;");
      assertThat(adopted.append("s", "new;")).isInstanceOf(AppendOutcome.Accepted.class);
      assertThat(adopted.read("s")).isEqualTo("kept;new;");
      Node old = cluster.start("b", follower);
      assertThat(problem(old)).contains("lost records that were read here");
    }
  }

  @Test
  void aNodeWhosePlaceWasTrimmedAsksForASnapshot() throws Exception {
    try (MemoryCluster cluster = cluster()) {
      Node away = cluster.start("b");
      cluster.leader().create("s", null);
      away.close();
      Node leader = cluster.start("a", null);
      cluster.leader().append("s", "1;");
      cluster.leader().append("s", "2;");
      leader.close();
      List<LogRead.Entry> records = records(cluster.log());
      cluster.log().trim(records.getLast().place());
      Node back = cluster.start("b", away);
      assertThat(problem(back)).contains("was trimmed");
      await(() -> back.snapshotNeeded);
      Node empty = cluster.start("c");
      assertThat(problem(empty)).contains("needs a snapshot");
      await(() -> empty.snapshotNeeded);
    }
  }

  @Test
  void aNodeStaysBeforeARecordThatOnlyANewerVersionReads() throws Exception {
    try (MemoryCluster cluster = cluster()) {
      Node node = cluster.start("a");
      cluster.leader().create("s", null);
      node.close();
      LogWriter newer = leader(cluster.log(), "z");
      assertThat(newer.write(new LogRecord.LevelRaised(RecordEncoding.LEVEL + 1)))
          .isInstanceOf(LogWriter.Written.Counts.class);
      Node back = cluster.start("a", node);
      assertThat(problem(back)).contains("of feature level 2").contains("update this node");
      NodeStatus status = back.member.status();
      assertThat(status.position()).isEqualTo(newer.chain().last().position() - 1);
      assertThat(replica(back).progress().map(ReplicaProgress::decode))
          .hasValueSatisfying(p -> assertThat(p.chain().level()).isEqualTo(1));
      assertThatThrownBy(() -> back.append("s", "no")).isInstanceOf(UnavailableException.class);
    }
  }

  @Test
  void aDeposedLeaderIsSureOfThatWhateverANewerVersionWroteSince() throws Exception {
    try (MemoryCluster cluster = cluster()) {
      Node node = cluster.start("a");
      cluster.leader();
      node.close();
      LogWriter deposed = leader(cluster.log(), "y");
      LogWriter newer = leader(cluster.log(), "z");
      newer.write(new LogRecord.LevelRaised(RecordEncoding.LEVEL + 1));
      appendOfUnknownKind(cluster.log(), newer.chain().last());
      assertThat(deposed.write(new LogRecord.Empty()))
          .isInstanceOf(LogWriter.Written.Deposed.class);
      assertThat(deposed.leads()).isFalse();
    }
  }

  @Test
  void aLeaderWhoseRefusedCommitIsInTheLogReadsItBeforeItLeadsAgain() throws Exception {
    AtomicBoolean lies = new AtomicBoolean();
    try (MemoryCluster cluster =
        new MemoryCluster(
            InMemoryCommitLog.Mode.CONDITIONAL, FAILOVER, log -> lyingOnce(log, lies))) {
      Node leader = cluster.start("a");
      cluster.leader();
      leader.create("s", null);
      lies.set(true);
      assertThat(appends(leader, "refused;")).isFalse();
      await(() -> appends(leader, "next;"));
      assertThat(leader.read("s")).isEqualTo("refused;next;");
      assertThat(leader.member.status().term()).isEqualTo(2);
      assertThat(cluster.start("b").read("s")).isEqualTo("refused;next;");
    }
  }

  /** A log that stores a commit that it refuses, once. */
  private static CommitLog lyingOnce(CommitLog log, AtomicBoolean lies) {
    ScriptedLog scripted = new ScriptedLog(log);
    scripted.next.add(
        new ScriptedLog.Step() {
          @Override
          public LogAppend append(CommitLog engine, Encoded record, LogPlace end)
              throws InterruptedException {
            if (record.record().body() instanceof LogRecord.Changes && lies.getAndSet(false)) {
              return ScriptedLog.storesWhatItRefuses(engine, record, end);
            }
            scripted.next.add(this);
            return engine.append(record.bytes(), record.checksum(), end);
          }
        });
    return scripted;
  }

  private static boolean appends(Node node, String text) {
    try {
      return node.append("s", text) instanceof AppendOutcome.Accepted;
    } catch (UnavailableException | InDoubtException e) {
      return false;
    }
  }

  /** A log that was trimmed may begin with a record that this version does not read. */
  @Test
  void aNewNodeOfAnOldVersionSaysThatItNeedsASnapshotOrAnUpdate() throws Exception {
    try (MemoryCluster cluster = cluster()) {
      Node node = cluster.start("a");
      cluster.leader();
      node.close();
      LogWriter newer = leader(cluster.log(), "z");
      newer.write(new LogRecord.LevelRaised(RecordEncoding.LEVEL + 1));
      appendOfUnknownKind(cluster.log(), newer.chain().last());
      cluster.log().trim(records(cluster.log()).getLast().place());
      assertThat(problem(cluster.start("b"))).contains("needs a snapshot");
    }
  }

  private static void appendOfUnknownKind(InMemoryCommitLog log, RecordId follows)
      throws InterruptedException {
    Encoded empty =
        new RecordEncoding(() -> 7).encode(follows, 9, Instant.EPOCH, new LogRecord.Empty());
    byte[] bytes = empty.bytes();
    bytes[HEAD] = 99;
    CRC32C crc = new CRC32C();
    crc.update(bytes, HEAD, bytes.length - HEAD);
    ByteBuffer.wrap(bytes).putInt(Integer.BYTES, (int) crc.getValue());
    assertThat(log.share().append(bytes, crc.getValue(), records(log).getLast().place()))
        .isInstanceOf(LogAppend.Appended.class);
    assertThat(RecordEncoding.follows(bytes)).isEqualTo(follows);
    assertThatThrownBy(() -> RecordEncoding.decode(bytes))
        .isInstanceOf(UnknownRecordException.class);
  }
}
