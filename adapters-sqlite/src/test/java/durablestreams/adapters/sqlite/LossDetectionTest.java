package durablestreams.adapters.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import durablestreams.adapters.sqlite.file.LogMark;
import durablestreams.adapters.sqlite.file.MarkFile;
import durablestreams.adapters.sqlite.session.LossDetection;
import durablestreams.application.contract.StreamFixtures;
import durablestreams.application.port.StoreFailedException;
import durablestreams.application.port.StreamStore;
import durablestreams.domain.offset.Offset;
import durablestreams.domain.stream.StreamKey;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LossDetectionTest {

  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final long NOW_FLOOR = NOW.getEpochSecond() << 20;

  @TempDir private Path root;

  private final StreamFixtures streams = new StreamFixtures();
  private final StreamKey key = streams.create("a");
  private Executor markWriter = task -> {};
  private final List<LogRecord> logged = new ArrayList<>();
  private final Logger logger = Logger.getLogger(LossDetection.class.getName());
  private final long thread = Thread.currentThread().threadId();
  private final Handler capture =
      new Handler() {
        @Override
        public void publish(LogRecord line) {
          // Tests that run meanwhile open stores on threads of their own.
          if (line.getLongThreadID() == thread) {
            logged.add(line);
          }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };
  private Instant now = NOW;
  private Path home;
  private int copies;

  @BeforeEach
  void start() {
    logger.addHandler(capture);
    home = root.resolve("home");
  }

  @AfterEach
  void stop() {
    logger.removeHandler(capture);
  }

  private SqliteDatabase open(Path folder) {
    logged.clear();
    return SqliteDatabase.open(
        new SqliteSettings(folder, 1), Runnable::run, Runnable::run, markWriter, () -> now);
  }

  private void append(SqliteDatabase database, int commits) {
    StreamStore store = new SqliteStreamStore(database);
    for (int i = 0; i < commits; i++) {
      streams.append(key, "message " + i);
      store.commit(streams.take());
    }
  }

  private static Path wal(Path folder) {
    return folder.resolve("streams.db-wal");
  }

  private static Path mark(Path folder) {
    return folder.resolve("streams.mark");
  }

  /** The folder as {@code kill -9} leaves it, with a mark that knows of everything. */
  private Path killed(SqliteDatabase running, Path folder) throws IOException {
    long all = running.session().log().acknowledged();
    Path copy = copied(folder);
    running.close();
    MarkFile file = new MarkFile(mark(copy));
    LogMark mark = file.read().orElseThrow();
    file.write(mark.reached(all).after(mark));
    return copy;
  }

  private Path copied(Path folder) throws IOException {
    Path to = Files.createDirectory(root.resolve("copy" + copies++));
    for (String name : List.of("streams.db", "streams.db-wal", "streams.mark")) {
      if (Files.exists(folder.resolve(name))) {
        Files.copy(folder.resolve(name), to.resolve(name));
      }
    }
    return to;
  }

  private void cut(Path file, long bytes) throws IOException {
    try (var cut = new RandomAccessFile(file.toFile(), "rw")) {
      cut.setLength(cut.length() - bytes);
    }
  }

  /** Opens the folder and closes it again; what the log said. */
  private long floorOf(Path folder) {
    try (SqliteDatabase database = open(folder)) {
      return database.segmentFloor();
    }
  }

  @Test
  void aCleanStopLeavesNothingToSay() {
    try (SqliteDatabase database = open(home)) {
      append(database, 3);
      assertThat(database.segmentFloor()).isZero();
    }
    for (int i = 0; i < 3; i++) {
      try (SqliteDatabase database = open(home)) {
        assertThat(database.segmentFloor()).isZero();
        assertThat(database.loss()).isEmpty();
        append(database, i);
      }
      assertThat(logged).isEmpty();
    }
  }

  @Test
  void aKillWithoutDamageRaisesTheFloorAndSaysNothing() throws IOException {
    SqliteDatabase running = open(home);
    append(running, 3);
    Path copy = killed(running, home);
    try (SqliteDatabase database = open(copy)) {
      assertThat(database.loss()).isEmpty();
      assertThat(database.segmentFloor()).isEqualTo(NOW_FLOOR);
    }
    assertThat(logged).isEmpty();
    assertThat(floorOf(copy)).as("after a clean stop it stays").isEqualTo(NOW_FLOOR);
  }

  @Test
  void aLogThatWasCutIsNoticed() throws IOException {
    SqliteDatabase running = open(home);
    append(running, 5);
    Path copy = killed(running, home);
    cut(wal(copy), 100);
    assertLoss(copy, "at least 1 of 6 rows and changes");
  }

  @Test
  void aChangedByteInTheLogIsNoticed() throws IOException {
    SqliteDatabase running = open(home);
    append(running, 5);
    Path copy = killed(running, home);
    try (var log = new RandomAccessFile(wal(copy).toFile(), "rw")) {
      log.seek(log.length() / 2);
      int was = log.read();
      log.seek(log.length() / 2);
      log.write(was ^ 1);
    }
    assertLoss(copy, " of 6 rows and changes");
  }

  @Test
  void aLogThatWasRemovedIsNoticed() throws IOException {
    try (SqliteDatabase database = open(home)) {
      append(database, 2);
    }
    SqliteDatabase running = open(home);
    append(running, 3);
    Path copy = killed(running, home);
    Files.delete(wal(copy));
    assertLoss(copy, "at least 3 of 6 rows and changes");
  }

  private void assertLoss(Path folder, String words) {
    try (SqliteDatabase database = open(folder)) {
      assertThat(database.loss()).contains(words);
      assertThat(database.segmentFloor()).isEqualTo(NOW_FLOOR);
    }
    assertThat(logged)
        .singleElement()
        .satisfies(line -> assertThat(line.getLevel()).isEqualTo(Level.SEVERE))
        .satisfies(line -> assertThat(line.getMessage()).contains(words));
    try (SqliteDatabase database = open(folder)) {
      assertThat(database.loss()).as("said once").isEmpty();
      assertThat(database.segmentFloor()).isEqualTo(NOW_FLOOR);
    }
  }

  @Test
  void changesThatAppendNothingCountAsWell() throws IOException {
    SqliteDatabase running = open(home);
    append(running, 1);
    streams.close(key, null);
    new SqliteStreamStore(running).commit(streams.take());
    Path copy = killed(running, home);
    cut(wal(copy), 100);
    assertLoss(copy, "at least 1 of 3 rows and changes");
  }

  @Test
  void anOlderCopyInItsPlaceIsNoticed() throws IOException {
    try (SqliteDatabase database = open(home)) {
      append(database, 2);
    }
    Path backup = copied(home);
    try (SqliteDatabase database = open(home)) {
      append(database, 3);
    }
    Files.copy(
        backup.resolve("streams.db"),
        home.resolve("streams.db"),
        StandardCopyOption.REPLACE_EXISTING);
    assertLoss(home, "at least 3 of 6 rows and changes");
  }

  @Test
  void aWholeFolderFromABackupRaisesTheFloor() throws IOException {
    try (SqliteDatabase database = open(home)) {
      append(database, 2);
    }
    Path backup = copied(home);
    assertThat(floorOf(backup)).isEqualTo(NOW_FLOOR);
    now = NOW.plusSeconds(1);
    assertThat(floorOf(copied(home))).isEqualTo(NOW_FLOOR + (1 << 20));
    assertThat(floorOf(home)).as("the original goes on").isZero();
  }

  @Test
  void aMissingMarkIsAWarning() throws IOException {
    try (SqliteDatabase database = open(home)) {
      append(database, 2);
    }
    Files.delete(mark(home));
    assertWarning("missing");
  }

  @Test
  void aDamagedMarkIsAWarning() throws IOException {
    try (SqliteDatabase database = open(home)) {
      append(database, 2);
    }
    Files.write(mark(home), new byte[1024]);
    assertWarning("damaged");
  }

  private void assertWarning(String word) {
    try (SqliteDatabase database = open(home)) {
      assertThat(database.loss()).isEmpty();
      assertThat(database.segmentFloor()).isEqualTo(NOW_FLOOR);
    }
    assertThat(logged)
        .singleElement()
        .satisfies(line -> assertThat(line.getLevel()).isEqualTo(Level.WARNING));
    assertThat(floorOf(home)).isEqualTo(NOW_FLOOR);
    assertThat(logged).isEmpty();
  }

  @Test
  void theMarkFollowsTheCommits() throws Exception {
    List<Thread> started = new ArrayList<>();
    markWriter = task -> started.add(Thread.ofPlatform().daemon().start(task));
    try (SqliteDatabase database = open(home)) {
      append(database, 3);
      long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
      while (new MarkFile(mark(home)).read().orElseThrow().reached() < 4) {
        assertThat(System.nanoTime()).as("it follows").isLessThan(deadline);
        Thread.onSpinWait();
      }
    }
    started.getFirst().join(Duration.ofSeconds(60));
    assertThat(started.getFirst().isAlive()).isFalse();
  }

  /** Else a crash could pass for the clean stop that the last mark tells of. */
  @Test
  void nothingIsCommittedBeforeTheFirstMark() throws IOException {
    try (SqliteDatabase database = open(home)) {
      append(database, 1);
    }
    Path last = Files.move(mark(home), root.resolve("last"));
    Files.createDirectory(mark(home));
    try (SqliteDatabase database = open(home)) {
      assertThatThrownBy(() -> append(database, 1)).isInstanceOf(StoreFailedException.class);
      Files.delete(mark(home));
      Files.copy(last, mark(home));
      streams.take();
    }
    assertThat(floorOf(home)).isEqualTo(NOW_FLOOR + (1 << 20));
  }

  @Test
  void aTornMarkLeavesTheOneBefore() throws IOException {
    SqliteDatabase running = open(home);
    append(running, 1);
    Path copy = killed(running, home);
    MarkFile file = new MarkFile(mark(copy));
    LogMark last = file.read().orElseThrow();
    file.write(last.after(last).reached(100));
    assertThat(file.read().orElseThrow().reached()).isEqualTo(100);
    try (var torn = new RandomAccessFile(mark(copy).toFile(), "rw")) {
      torn.seek((last.turn() + 1) % 2 * 512 + 30);
      torn.write(new byte[100]);
    }
    assertThat(file.read()).contains(last);
  }

  @Test
  void anotherDatabaseIsNotTakenForTheSame() throws IOException {
    Path other = root.resolve("other");
    try (SqliteDatabase database = open(home)) {
      append(database, 5);
    }
    open(other).close();
    Files.copy(mark(home), mark(other), StandardCopyOption.REPLACE_EXISTING);
    try (SqliteDatabase database = open(other)) {
      assertThat(database.loss()).contains("another database", "6 rows");
      assertThat(database.segmentFloor()).isEqualTo(NOW_FLOOR);
    }
  }

  @Test
  void theFloorRisesWhereTheClockDoesNot() throws IOException {
    SqliteDatabase running = open(home);
    append(running, 1);
    Path copy = killed(running, home);
    long before = 0;
    for (Instant clock :
        List.of(Instant.MIN, NOW, NOW, NOW.minusSeconds(99), NOW.plusSeconds(9), Instant.MAX)) {
      now = clock;
      SqliteDatabase database = open(copy);
      long floor = database.segmentFloor();
      assertThat(floor).isGreaterThanOrEqualTo(before + (1 << 20));
      assertThat(new Offset(floor + (1L << 50), 0)).as("there are numbers left").isNotNull();
      before = floor;
      copy = killed(database, copy);
    }
  }
}
