package durablestreams.adapters.memory.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import durablestreams.adapters.memory.HeapArchiveClaims;
import durablestreams.adapters.memory.HeapState;
import durablestreams.adapters.memory.InMemoryCommitLog;
import durablestreams.adapters.memory.InMemoryReplicaStore;
import durablestreams.adapters.memory.InMemorySegmentArchive;
import durablestreams.adapters.memory.InMemorySubscriptionStore;
import durablestreams.application.background.Leadership;
import durablestreams.application.backup.BackupCatalog;
import durablestreams.application.backup.BackupManifest;
import durablestreams.application.backup.CreateBackup;
import durablestreams.application.backup.KeptBackups;
import durablestreams.application.backup.RestoreBackup;
import durablestreams.application.port.SnapshotSource;
import durablestreams.application.port.replication.CommitLog;
import durablestreams.application.port.replication.LogAppend;
import durablestreams.application.port.replication.LogPlace;
import durablestreams.application.port.replication.LogRead;
import durablestreams.application.replication.LogLostException;
import durablestreams.application.replication.encoding.RecordEncoding;
import durablestreams.application.replication.encoding.RecordEncoding.Encoded;
import durablestreams.application.replication.encoding.ReplicaProgress;
import durablestreams.application.replication.snapshot.Adoption;
import durablestreams.application.replication.snapshot.LogJoin;
import durablestreams.application.replication.snapshot.LogJoin.Way;
import durablestreams.application.replication.snapshot.LogSnapshots;
import durablestreams.application.replication.snapshot.LogTrimmer;
import durablestreams.application.replication.snapshot.SnapshotCheck;
import durablestreams.domain.replication.Chain;
import durablestreams.domain.replication.LogRecord;
import durablestreams.domain.replication.RecordId;
import java.io.ByteArrayOutputStream;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** How nodes join a log, what is trimmed of it, and what begins a new one. */
class LogSnapshotsTest {

  private static final Duration KEEP = Duration.ofHours(24);

  private final Random random = new Random(11);
  private final RecordEncoding encoding = new RecordEncoding(random::nextLong);
  private final InMemorySegmentArchive archive = new InMemorySegmentArchive(1 << 20);
  private final BackupCatalog catalog = new BackupCatalog(archive);
  private final LogSnapshots snapshots = new LogSnapshots(catalog);
  private final InMemoryCommitLog log =
      new InMemoryCommitLog(InMemoryCommitLog.Mode.CONDITIONAL, 1 << 20);
  private Instant now = Instant.parse("2026-01-31T09:15:00Z");

  /** A replica of which only the progress matters. */
  private ReplicaProgress replica = ReplicaProgress.before(RecordId.origin(0x0123456789abcdefL));

  private final LogTrimmer trimmer = new LogTrimmer(log::share, KEEP, Leadership.SOLE, () -> now);

  /** Writes a record that counts, and applies it. */
  private void write(LogRecord.Body body) {
    Chain chain = replica.chain();
    long epoch = chain.epoch() + (body instanceof LogRecord.Elected ? 1 : 0);
    Encoded record = encoding.encode(chain.last(), epoch, now, body);
    LogAppend added = log.append(record.bytes(), record.checksum(), replica.place());
    assertThat(added).isInstanceOf(LogAppend.Appended.class);
    replica =
        new ReplicaProgress(
            replica.logId(),
            ((LogAppend.Appended) added).place(),
            chain.read(record.record()).chain(),
            now);
  }

  private void lead(int records) {
    write(new LogRecord.Elected("a", "http://a"));
    for (int i = 0; i < records; i++) {
      write(new LogRecord.Empty());
    }
  }

  private BackupManifest snapshot(String node) throws InterruptedException {
    return snapshot(node, replica.encode());
  }

  private BackupManifest snapshot(String node, byte[] content) throws InterruptedException {
    SnapshotSource source =
        sink -> {
          sink.write("database", 0, ByteBuffer.wrap(content));
          sink.size("database", content.length);
        };
    now = now.plusSeconds(60);
    return new CreateBackup(
            source,
            new HeapArchiveClaims("0123456789abcdef0123456789abcdef"),
            archive,
            new KeptBackups(catalog, Optional.empty()),
            new CreateBackup.Settings("1.0", "memory", 2),
            () -> now,
            () -> Optional.of(LogJoin.position(replica, node)))
        .run(bytes -> {});
  }

  private Way way(@Nullable ReplicaProgress progress) throws InterruptedException {
    return way(progress, progress != null);
  }

  private Way way(@Nullable ReplicaProgress progress, boolean used) throws InterruptedException {
    return new LogJoin(log.share(), Optional.of(snapshots))
        .way(Optional.ofNullable(progress).map(ReplicaProgress::encode), used);
  }

  private void refused(@Nullable ReplicaProgress progress, boolean used, String... words) {
    assertThatExceptionOfType(LogLostException.class)
        .isThrownBy(() -> way(progress, used))
        .satisfies(e -> assertThat(e.getMessage()).contains(words));
  }

  /** Restores into memory; the whole content is the progress. */
  private static final class Scratch implements SnapshotSource.Scratch, SnapshotSource.Restore {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    @Override
    public SnapshotSource.Restore restore() {
      return this;
    }

    @Override
    public void write(String file, long offset, ByteBuffer piece) {
      byte[] copy = new byte[piece.remaining()];
      piece.get(copy);
      bytes.writeBytes(copy);
    }

    @Override
    public void size(String file, long size) {}

    @Override
    public void finish() {}

    @Override
    public Optional<byte[]> progress() {
      return Optional.of(bytes.toByteArray());
    }

    @Override
    public void close() {}
  }

  private boolean check(String node) throws InterruptedException {
    return new SnapshotCheck(
            node, snapshots, new RestoreBackup(archive), log::share, Scratch::new, () -> now)
        .run(snapshots.of(replica.logId()));
  }

  private boolean trim() throws InterruptedException {
    return trimmer.run(snapshots.of(replica.logId()));
  }

  private boolean isTrimmed() throws InterruptedException {
    return log.share().read(LogPlace.BEGINNING, 1, Duration.ZERO) instanceof LogRead.Trimmed;
  }

  @Test
  void anEmptyNodeFollowsALogFromItsBeginning() throws Exception {
    assertThat(way(null)).isEqualTo(new Way.Follow());
    lead(3);
    assertThat(way(null)).isEqualTo(new Way.Follow());
    assertThat(way(replica)).isEqualTo(new Way.Follow());
  }

  @Test
  void aNodeThatWasAwayForTooLongRestoresTheNewestSnapshotThatIsNotDamaged() throws Exception {
    lead(2);
    ReplicaProgress away = replica;
    lead(2);
    BackupManifest kept = snapshot("a");
    write(new LogRecord.Empty());
    write(new LogRecord.Empty());
    BackupManifest damaged = snapshot("a");
    catalog.checked(damaged.id(), "b", "cannot be restored");
    log.share().trim(replica.place());
    refused(away, true, damaged.id() + " was found damaged by b", kept.id() + " is older");
    assertThat(way(replica)).isEqualTo(new Way.Follow());

    BackupManifest newest = snapshot("a");
    assertThat(way(away)).isEqualTo(new Way.Restore(newest));
    assertThat(way(null)).isEqualTo(new Way.Restore(newest));
    LogJoin.requireRestored(newest, Optional.of(replica.encode()));
    assertThatExceptionOfType(LogLostException.class)
        .isThrownBy(() -> LogJoin.requireRestored(newest, Optional.of(away.encode())))
        .withMessageContaining("its manifest says");
  }

  @Test
  void aSnapshotOfAnotherLogOrLaterThanTheEndIsRefused() throws Exception {
    lead(2);
    BackupManifest late = snapshot("a");
    log.clear();
    replica = ReplicaProgress.before(new RecordId(5, 77));
    lead(1);
    refused(null, false, late.id() + " is of another log, or later than the end of this one");
    BackupManifest own = snapshot("a");
    assertThat(way(null)).isEqualTo(new Way.Restore(own));
  }

  @Test
  void aNodeFollowsALogThatIsTrimmedWhileItStarts() throws Exception {
    lead(2);
    Optional<byte[]> progress = Optional.of(replica.encode());
    lead(2);
    CommitLog trimming = trimmedAfterARead();
    assertThat(new LogJoin(trimming, Optional.of(snapshots)).way(progress, true))
        .isEqualTo(new Way.Follow());
  }

  /** The log, of which another node removes all records but the last behind the first read. */
  private CommitLog trimmedAfterARead() {
    LogPlace last = replica.place();
    return (CommitLog)
        Proxy.newProxyInstance(
            CommitLog.class.getClassLoader(),
            new Class<?>[] {CommitLog.class},
            (proxy, method, arguments) -> {
              Object result = method.invoke(log, arguments);
              log.trim(last);
              return result;
            });
  }

  @Test
  void aStoreWithoutALogAndAnEmptyLogThatHadOneAreRefused() throws Exception {
    refused(null, true, "holds streams of a server without a commit log", "adopt");
    lead(2);
    snapshot("a");
    log.clear();
    refused(
        null, false, "the commit log is empty, but there are snapshots of the log 0123456789abc");
    refused(replica, true, "lost records that this node has applied", "adopt");
  }

  @Test
  void recordsThatTheEngineLostAreNoticed() throws Exception {
    lead(2);
    ReplicaProgress behind = replica;
    write(new LogRecord.Empty());
    log.loseAfter(behind.place());
    refused(replica, true, "lost records that this node has applied");
    assertThat(way(behind)).isEqualTo(new Way.Follow());
  }

  @Test
  void theLogIsTrimmedOnlyBeforeAnOldSnapshotThatAnotherNodeHasChecked() throws Exception {
    lead(5);
    BackupManifest first = snapshot("a");
    now = now.plus(KEEP.multipliedBy(2));
    assertThat(trim()).isFalse();
    assertThat(check("b")).isTrue();
    assertThat(catalog.verdicts().get(first.id()).accepted()).containsExactly("b");
    assertThat(check("c")).as("one check is enough").isFalse();
    assertThat(isTrimmed()).isFalse();
    assertThat(trim()).isTrue();
    assertThat(isTrimmed()).isTrue();
    assertThat(way(replica)).as("its record is kept").isEqualTo(new Way.Follow());

    write(new LogRecord.Empty());
    snapshot("a");
    assertThat(check("b")).isTrue();
    assertThat(trim()).as("the second is too young").isFalse();
    now = now.plus(KEEP.multipliedBy(2));
    assertThat(trim()).isTrue();
  }

  @Test
  void aDamagedSnapshotIsRecordedAndNeverTrimmedBefore() throws Exception {
    lead(5);
    ReplicaProgress early = ReplicaProgress.before(RecordId.origin(replica.logId()));
    BackupManifest wrong = snapshot("a", early.encode());
    assertThat(check("b")).isTrue();
    assertThat(catalog.verdicts().get(wrong.id()).refused()).containsExactly("b");
    BackupManifest cut = snapshot("a");
    byte[] part = archive.read(cut.parts().getFirst().name(), 0, 40).orElseThrow();
    assertThat(part).isNotEmpty();
    archive.delete(cut.parts().getFirst().name());
    assertThat(check("b")).isTrue();
    assertThat(catalog.verdicts().get(cut.id()).refused()).containsExactly("b");
    assertThat(check("c")).isFalse();
    now = now.plus(KEEP.multipliedBy(2));
    assertThat(trim()).isFalse();
    assertThat(isTrimmed()).isFalse();
  }

  @Test
  void aClusterOfOneTrimsBeforeTheSecondSnapshotThatItHasChecked() throws Exception {
    lead(5);
    snapshot("a");
    assertThat(check("a")).as("others have time").isFalse();
    now = now.plus(KEEP.multipliedBy(2));
    assertThat(check("a")).isTrue();
    assertThat(trim()).isFalse();
    write(new LogRecord.Empty());
    snapshot("a");
    now = now.plus(KEEP.multipliedBy(2));
    assertThat(check("a")).isTrue();
    assertThat(trim()).isTrue();
    assertThat(isTrimmed()).isTrue();
  }

  @Test
  void theNewestCheckedSnapshotIsNotRemoved() throws Exception {
    lead(1);
    BackupManifest first = snapshot("a");
    assertThat(check("b")).isTrue();
    BackupManifest second = snapshot("a");
    BackupManifest third = snapshot("a");
    BackupManifest fourth = snapshot("a");
    assertThat(catalog.complete()).containsExactly(first.id(), third.id(), fourth.id());
    assertThat(check("b")).isTrue();
    BackupManifest fifth = snapshot("a");
    assertThat(catalog.complete()).containsExactly(fourth.id(), fifth.id());
    assertThat(second.log().orElseThrow().log()).isEqualTo("0123456789abcdef");
  }

  @Test
  void aSnapshotThatOneNodeRefusedDoesNotTakeThePlaceOfACheckedOne() throws Exception {
    lead(1);
    BackupManifest sound = snapshot("a");
    assertThat(check("b")).isTrue();
    BackupManifest disputed = snapshot("a");
    catalog.checked(disputed.id(), "b", "");
    catalog.checked(disputed.id(), "c", "cannot be restored");
    snapshot("a");
    snapshot("a");
    assertThat(catalog.complete()).contains(sound.id()).doesNotContain(disputed.id());
  }

  @Test
  void snapshotsThatWereRemovedTellTheAgeOfRecords() throws Exception {
    lead(3);
    for (int hour = 0; hour < 30; hour++) {
      write(new LogRecord.Empty());
      snapshot("a");
      assertThat(check("b")).isTrue();
      now = now.plus(Duration.ofHours(1));
      assertThat(trim()).as("after %d hours", hour + 1).isEqualTo(hour >= 23);
    }
    assertThat(catalog.complete()).hasSize(2);
    assertThat(isTrimmed()).isTrue();
  }

  @Test
  void aStoreThatIsAdoptedBeginsANewLogThatNoOldReplicaFollows() throws Exception {
    lead(4);
    ReplicaProgress old = replica;
    InMemoryReplicaStore store = store();
    store.commit(List.of(), List.of(), old.encode());
    Adoption adoption = new Adoption(store, () -> now);
    assertThatExceptionOfType(LogLostException.class)
        .isThrownBy(() -> adoption.adopt(log, false, 99))
        .withMessageContaining("--discard-log");
    assertThat(store.progress()).hasValueSatisfying(p -> Arrays.equals(p, old.encode()));

    replica = adoption.adopt(log, true, 99);
    assertThat(store.progress().map(ReplicaProgress::decode)).contains(replica);
    assertThat(replica.logId()).isEqualTo(99);
    assertThat(replica.position()).isEqualTo(old.position());
    assertThat(way(replica)).isEqualTo(new Way.Follow());
    BackupManifest seed = snapshot("a");
    refused(old, true, "lost records that this node has applied, or is another one");
    lead(8);
    refused(old, true, "or is another one");
    refused(
        ReplicaProgress.before(RecordId.origin(5)),
        true,
        "belongs to the commit log 0000000000000005");
    assertThat(way(null)).as("an empty node").isEqualTo(new Way.Restore(seed));
  }

  @Test
  void aStoreOfASingleServerIsAdoptedAndLeavesAgain() throws Exception {
    InMemoryReplicaStore store = store();
    Adoption adoption = new Adoption(store, () -> now);
    replica = adoption.adopt(log, false, 99);
    assertThat(replica.position()).isPositive();
    lead(1);
    refused(null, false, "does not begin with an empty store", "there is none");
    adoption.leave();
    assertThat(store.progress()).isEmpty();
  }

  private InMemoryReplicaStore store() {
    return new InMemoryReplicaStore(
        new HeapState(1 << 20), new InMemorySubscriptionStore(1 << 20), () -> now);
  }
}
