package durablestreams.adapters.sqlite;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import durablestreams.adapters.sqlite.file.LogMark;
import durablestreams.adapters.sqlite.file.MarkFile;
import durablestreams.application.contract.ModelCheck;
import durablestreams.application.contract.RandomHistory;
import durablestreams.application.contract.ReplicaStoreContract;
import durablestreams.application.contract.StreamFixtures;
import durablestreams.application.contract.StreamModel;
import durablestreams.application.port.DamagedDataException;
import durablestreams.domain.change.StreamChange;
import durablestreams.domain.stream.StreamKey;
import durablestreams.domain.stream.StreamPath;
import durablestreams.domain.subscription.StreamLink;
import durablestreams.domain.subscription.SubscriptionChange;
import durablestreams.domain.subscription.SubscriptionId;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteReplicaStoreTest extends ReplicaStoreContract {

  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final long NOW_FLOOR = NOW.getEpochSecond() << 20;
  private static final int SECTOR_BYTES = 512;
  private static final SubscriptionId ID = new SubscriptionId("sub-1");

  @TempDir private Path root;

  private int copies;

  private static SqliteDatabase database(Path folder, boolean replica) {
    SqliteSettings settings = new SqliteSettings(folder, 2);
    return SqliteDatabase.open(
        replica ? settings.asReplica() : settings,
        Runnable::run,
        Runnable::run,
        task -> {},
        () -> NOW);
  }

  private static Replica replica(SqliteDatabase database) {
    return new Replica(
        new SqliteReplicaStore(database),
        SqlitePorts.of(database),
        new SqliteSubscriptionStore(database));
  }

  private Path home() {
    return root.resolve("home");
  }

  @Override
  protected Replica open() {
    return replica(database(home(), true));
  }

  @Override
  protected Replica reopen(Replica replica) {
    replica.ports().store().close();
    return open();
  }

  /** The files as a crash leaves them, with a log of {@code logBytes}. */
  private Path crashed(Path from, long logBytes) throws IOException {
    Path to = Files.createDirectory(root.resolve("copy" + copies++));
    for (String name : List.of("streams.db", "streams.db-wal", "streams.mark")) {
      if (Files.exists(from.resolve(name))) {
        Files.copy(from.resolve(name), to.resolve(name));
      }
    }
    try (var log = FileChannel.open(to.resolve("streams.db-wal"), StandardOpenOption.WRITE)) {
      log.truncate(logBytes);
    }
    return to;
  }

  /** What was written behind reached the disk before the power was cut, and this did not. */
  private static void loseSector(Path folder, long at) throws IOException {
    try (var log = new RandomAccessFile(folder.resolve("streams.db-wal").toFile(), "rw")) {
      byte[] sector = new byte[(int) Math.min(SECTOR_BYTES, log.length() - at)];
      log.seek(at);
      log.readFully(sector);
      for (int i = 0; i < sector.length; i++) {
        sector[i] ^= (byte) 0x5a;
      }
      log.seek(at);
      log.write(sector);
    }
  }

  private static long logBytes(Path folder) throws IOException {
    return Files.size(folder.resolve("streams.db-wal"));
  }

  private static byte[] bytes(int number) {
    return ("commit " + number).getBytes(UTF_8);
  }

  private static List<SubscriptionChange> link(int number) {
    StreamPath path = new StreamPath("link/" + number);
    return List.of(new SubscriptionChange.Linked(ID, StreamLink.explicit(path, null), true));
  }

  /** It is damaged here only: the commit may not be skipped as one that is stale everywhere. */
  @Test
  void aCommitThatNeedsADamagedRowIsNeitherStoredNorStale() throws SQLException {
    Path folder = root.resolve("packing");
    SqliteSettings packing = new SqliteSettings(folder, 2, 1L << 30, 1).asReplica();
    Replica running =
        replica(SqliteDatabase.open(packing, Runnable::run, Runnable::run, task -> {}, () -> NOW));
    StreamFixtures fixtures = new StreamFixtures();
    StreamKey damaged = fixtures.create("damaged");
    StreamKey sound = fixtures.create("sound");
    fixtures.append(damaged, "x");
    running.store().commit(fixtures.take(), List.of(), bytes(1));
    fixtures.append(sound, "x");
    running.store().commit(fixtures.take(), List.of(), bytes(2));
    DatabaseFile.execute(
        folder, "UPDATE hot_log SET heads_crc32c = heads_crc32c + 1 WHERE entry = 1");
    fixtures.append(damaged, "y");
    List<StreamChange> changes = fixtures.take();
    for (int i = 0; i < 2; i++) {
      assertThatExceptionOfType(DamagedDataException.class)
          .isThrownBy(() -> running.store().commit(changes, List.of(), bytes(3)));
      assertThat(running.store().progress()).contains(bytes(2));
    }
    running.ports().store().close();
  }

  @Test
  void aCrashLeavesAPrefixWithItsProgress() throws IOException {
    long seed = new Random().nextLong();
    System.out.println("SqliteReplicaStoreTest: seed " + seed);
    Random random = new Random(seed);
    StreamFixtures fixtures = new StreamFixtures();
    RandomHistory history = new RandomHistory(fixtures, random);
    Path origin = root.resolve("origin");
    Replica running = replica(database(origin, true));
    List<List<StreamChange>> commits = new ArrayList<>();
    List<Long> ends = new ArrayList<>();
    while (commits.size() < 120) {
      for (int steps = random.nextInt(4); steps > 0; steps--) {
        history.step();
      }
      List<StreamChange> changes = fixtures.take();
      running.store().commit(changes, link(commits.size()), bytes(commits.size()));
      commits.add(changes);
      ends.add(logBytes(origin));
      if (random.nextInt(10) == 0) {
        running.ports().reclaim(1 + random.nextInt(50));
      }
    }
    for (int i = 0; i < 20; i++) {
      long cut = i == 0 ? ends.getLast() : random.nextLong(ends.getFirst(), ends.getLast());
      int whole = (int) ends.stream().filter(end -> end <= cut).count();
      Path copy = crashed(origin, i % 2 == 0 ? cut : ends.getLast());
      if (i % 2 == 1) {
        loseSector(copy, cut);
      }
      StreamModel model = new StreamModel();
      commits.subList(0, whole).forEach(commit -> commit.forEach(model::apply));
      try (SqliteDatabase opened = database(copy, true)) {
        Replica left = replica(opened);
        ModelCheck.check(left.ports(), model);
        assertThat(left.store().progress()).contains(bytes(whole - 1));
        assertThat(left.subscriptions().countLinks(ID)).isEqualTo(whole);
        assertThat(opened.loss()).isEmpty();
        assertThat(opened.segmentFloor()).isZero();
      }
    }
    running.ports().store().close();
  }

  @Test
  void aReplicaThatCrashedAndLostCommitsGoesOnFromTheLog() throws IOException {
    Path origin = root.resolve("origin");
    SqliteDatabase running = database(origin, true);
    Replica replica = replica(running);
    StreamKey key = streams.create("a");
    replica.store().commit(streams.take(), List.of(), bytes(0));
    long first = logBytes(origin);
    streams.append(key, "lost");
    List<StreamChange> lost = streams.take();
    replica.store().commit(lost, List.of(), bytes(1));
    Path left = crashed(origin, first);
    MarkFile mark = new MarkFile(left.resolve("streams.mark"));
    LogMark known = mark.read().orElseThrow();
    mark.write(known.reached(running.session().log().acknowledged()).after(known));
    Path alone = crashed(left, first);
    running.close();
    try (SqliteDatabase single = database(alone, false)) {
      assertThat(single.loss()).contains("has lost at least 1 of");
    }
    try (SqliteDatabase opened = database(left, true)) {
      assertThat(opened.loss()).isEmpty();
      assertThat(opened.segmentFloor()).isZero();
      Replica again = replica(opened);
      assertThat(again.store().progress()).contains(bytes(0));
      again.store().commit(lost, List.of(), bytes(1));
      ModelCheck.check(again.ports(), streams.model());
    }
    assertFloor(left, true, 0);
    assertFloor(left, false, 0);
  }

  private static void assertFloor(Path folder, boolean replica, long floor) {
    try (SqliteDatabase opened = database(folder, replica)) {
      assertThat(opened.segmentFloor()).isEqualTo(floor);
      assertThat(opened.loss()).isEmpty();
    }
  }

  @Test
  void anEmptyReplicaThatCrashedIsStillLikeAllOthers() throws IOException {
    SqliteDatabase running = database(root.resolve("origin"), true);
    Path left = crashed(root.resolve("origin"), 0);
    running.close();
    assertFloor(left, true, 0);
  }

  @Test
  void aSingleServersFolderBecomesAReplicaAndBack() {
    StreamKey key = streams.create("a");
    streams.append(key, "alone");
    try (SqliteDatabase single = database(root.resolve("both"), false)) {
      new SqliteStreamStore(single).commit(streams.take());
    }
    try (SqliteDatabase opened = database(root.resolve("both"), true)) {
      assertThat(opened.segmentFloor()).isZero();
      Replica replica = replica(opened);
      assertThat(replica.store().progress()).isEmpty();
      ModelCheck.check(replica.ports(), streams.model());
      streams.append(key, "together");
      replica.store().commit(streams.take(), link(1), bytes(1));
    }
    try (SqliteDatabase single = database(root.resolve("both"), false)) {
      assertThat(single.segmentFloor()).isZero();
      assertThat(single.loss()).isEmpty();
      Replica replica = replica(single);
      ModelCheck.check(replica.ports(), streams.model());
      assertThat(replica.store().progress()).as("nothing was written").contains(bytes(1));
      replica.subscriptions().commit(link(2));
      assertThat(replica.store().progress()).as("the log does not have that").isEmpty();
    }
    assertFloor(root.resolve("both"), true, 0);
  }

  @Test
  void aSingleServersFolderThatMayHaveLostSomethingRaisesTheFloorBeforeItJoins()
      throws IOException {
    Path origin = root.resolve("origin");
    SqliteDatabase running = database(origin, false);
    streams.create("a");
    new SqliteStreamStore(running).commit(streams.take());
    Path left = crashed(origin, logBytes(origin));
    running.close();
    try (SqliteDatabase opened = database(left, true)) {
      assertThat(opened.segmentFloor()).isEqualTo(NOW_FLOOR);
      replica(opened).store().commit(List.of(), List.of(), bytes(1));
    }
    assertFloor(left, true, NOW_FLOOR);
  }

  @Test
  void aReplicaThatCrashedIsNoSingleServerWithoutAWord() throws IOException {
    Path origin = root.resolve("origin");
    SqliteDatabase running = database(origin, true);
    streams.create("a");
    replica(running).store().commit(streams.take(), List.of(), bytes(0));
    Path left = crashed(origin, logBytes(origin));
    running.close();
    try (SqliteDatabase single = database(left, false)) {
      assertThat(single.segmentFloor()).isEqualTo(NOW_FLOOR);
      assertThat(replica(single).store().progress()).isEmpty();
    }
  }

  /** What a backup lacks is in the log that its progress belongs to. */
  @Test
  void aBackupOfAReplicaThatIsRestoredAsOneKeepsTheFloor() throws IOException {
    Path origin = root.resolve("origin");
    try (SqliteDatabase database = database(origin, true)) {
      streams.create("a");
      replica(database).store().commit(streams.take(), List.of(), bytes(0));
    }
    for (boolean replica : List.of(true, false)) {
      Path restored = Files.createDirectory(root.resolve("restored" + replica));
      Files.copy(origin.resolve("streams.db"), restored.resolve("streams.db"));
      assertFloor(restored, replica, replica ? 0 : NOW_FLOOR);
    }
  }
}
