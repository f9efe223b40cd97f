package durablestreams.adapters.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import durablestreams.application.contract.SnapshotSourceContract;
import durablestreams.application.contract.StorePorts;
import durablestreams.application.contract.StreamFixtures;
import durablestreams.application.port.HotRead;
import durablestreams.application.port.SnapshotSource;
import durablestreams.application.port.StoreFailedException;
import durablestreams.domain.message.MessageBatch;
import durablestreams.domain.stream.StreamKey;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Snapshots of a database that is written to, checkpointed and trimmed while it is copied. */
class SqliteSnapshotSourceTest extends SnapshotSourceContract {

  @TempDir private Path folder;
  @TempDir private Path target;

  private final StreamFixtures streams = new StreamFixtures();
  private final Queue<Runnable> checkpoints = new ArrayDeque<>();
  private SqliteDatabase database;
  private StorePorts ports;
  private StreamKey key;
  private int appended;

  @BeforeEach
  void open() {
    database =
        SqliteDatabase.open(
            new SqliteSettings(folder, 3),
            Runnable::run,
            checkpoints::add,
            task -> {},
            InstantSource.system());
    ports = SqlitePorts.of(database);
    key = streams.create("a");
    ports.store().commit(streams.take());
  }

  @Override
  protected SnapshotSource source() {
    return new SqliteSnapshotSource(database);
  }

  @AfterEach
  void close() {
    ports.store().close();
  }

  private void append() {
    streams.append(key, (appended + ":").repeat(2_000));
    ports.store().commit(streams.take());
    appended++;
  }

  private void checkpoint() {
    database.written(1 << 20);
    for (Runnable next = checkpoints.poll(); next != null; next = checkpoints.poll()) {
      next.run();
    }
  }

  /** Passes pieces on to a restore, and does something after some of them. */
  private static final class Disturbing implements SnapshotSource.Sink {
    private final SqliteSnapshotRestore restore;
    private final Runnable disturbance;

    Disturbing(SqliteSnapshotRestore restore, Runnable disturbance) {
      this.restore = restore;
      this.disturbance = disturbance;
    }

    @Override
    public void write(String file, long offset, ByteBuffer bytes) {
      disturbance.run();
      restore.write(file, offset, bytes);
      disturbance.run();
    }

    @Override
    public void size(String file, long bytes) {
      disturbance.run();
      restore.size(file, bytes);
    }

    @Override
    public void catchUp() {
      disturbance.run();
    }
  }

  @Test
  void aSnapshotHoldsWhatWasCommittedBeforeItAndNoHalfCommit() throws Exception {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int i = 0; i < 150; i++) {
      append();
    }
    for (int round = 0; round < 3; round++) {
      int before = appended;
      Path restored = target.resolve("round" + round);
      try (SqliteSnapshotRestore restore = new SqliteSnapshotRestore(restored)) {
        database.copyTo(
            new Disturbing(
                restore,
                () -> {
                  for (int i = random.nextInt(6); i > 0; i--) {
                    append();
                  }
                  if (random.nextInt(3) == 0) {
                    checkpoint();
                  }
                  if (random.nextInt(4) == 0) {
                    new SqliteHousekeeping(database).reclaim(50);
                  }
                }));
        restore.finish();
      }
      assertWhole("round %d, seed %d".formatted(round, seed), restored, before);
    }
  }

  @Test
  @Timeout(120)
  void aSnapshotIsWholeWhileCommitsAndCheckpointsRunAtOneTime() throws Exception {
    for (int i = 0; i < 100; i++) {
      append();
    }
    int before = appended;
    AtomicBoolean copied = new AtomicBoolean();
    CountDownLatch goesOn = new CountDownLatch(20);
    Thread writer =
        Thread.ofPlatform()
            .start(() -> {
              while (!copied.get() && appended < 1_500) {
                append();
                goesOn.countDown();
              }
            });
    Path restored = target.resolve("restored");
    try (SqliteSnapshotRestore restore = new SqliteSnapshotRestore(restored)) {
      goesOn.await();
      database.copyTo(new Disturbing(restore, this::checkpoint));
      restore.finish();
    } finally {
      copied.set(true);
      writer.join();
    }
    assertWhole("beside commits", restored, before);
  }

  /** The snapshot holds what was committed before it, and whole commits only. */
  private void assertWhole(String when, Path restored, int before) {
    String found = content(restored, key);
    assertThat(found.length())
        .as(when)
        .isBetween(expected(before).length(), expected(appended).length());
    assertThat(found.equals(expected(commitsIn(found)))).as("whole commits, " + when).isTrue();
  }

  private int commitsIn(String found) {
    int length = 0;
    int count = 0;
    while (length < found.length()) {
      length += 2_000 * (count++ + ":").length();
    }
    return count;
  }

  private static String expected(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> (i + ":").repeat(2_000))
        .collect(Collectors.joining());
  }

  private static String content(Path restored, StreamKey key) {
    StorePorts copy = SqlitePorts.open(restored);
    try {
      StringBuilder found = new StringBuilder();
      long tail = copy.store().load(key).orElseThrow().state().tail().position();
      for (long at = 0; at < tail; ) {
        HotRead.Found read = (HotRead.Found) copy.store().readHot(key, at, tail, 1 << 20);
        for (MessageBatch batch : read.batches()) {
          found.append(new String(batch.toByteArray(), StandardCharsets.US_ASCII));
          at += batch.units();
        }
      }
      return found.toString();
    } finally {
      copy.store().close();
    }
  }

  @Test
  void aRestoreThatIsNotFinishedLeavesNoDatabase() throws Exception {
    append();
    try (SqliteSnapshotRestore restore = new SqliteSnapshotRestore(target)) {
      database.copyTo(new Disturbing(restore, () -> {}));
    }
    assertThat(target.resolve("streams.db")).doesNotExist();
    assertThat(target.resolve("restore.tmp")).doesNotExist();
  }

  @Test
  void aFolderWithADatabaseIsNotRestoredInto() {
    assertThatThrownBy(() -> new SqliteSnapshotRestore(folder))
        .isInstanceOf(StoreFailedException.class)
        .hasMessageContaining("uses the data folder");
    ports.store().close();
    assertThatThrownBy(() -> new SqliteSnapshotRestore(folder))
        .isInstanceOf(StoreFailedException.class)
        .hasMessageContaining("is there already");
  }

  @Test
  void aRestoredStoreRaisesTheSegmentFloor() throws Exception {
    append();
    try (SqliteSnapshotRestore restore = new SqliteSnapshotRestore(target)) {
      database.copyTo(new Disturbing(restore, () -> {}));
      restore.finish();
    }
    assertThat(Files.exists(target.resolve("streams.mark"))).isFalse();
    StorePorts copy = SqlitePorts.open(target);
    try {
      assertThat(copy.store().segmentFloor()).isGreaterThan(database.segmentFloor());
    } finally {
      copy.store().close();
    }
  }
}
