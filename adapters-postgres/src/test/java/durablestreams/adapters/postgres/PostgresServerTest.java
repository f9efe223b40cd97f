package durablestreams.adapters.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import durablestreams.application.port.replication.LogAppend;
import durablestreams.application.port.replication.LogPlace;
import durablestreams.application.port.replication.LogRead;
import durablestreams.application.port.replication.LogUnavailableException;
import durablestreams.application.replication.LogReader;
import durablestreams.application.replication.encoding.RecordEncoding;
import durablestreams.application.replication.encoding.RecordEncoding.Encoded;
import durablestreams.application.replication.leader.LogWriter;
import durablestreams.domain.replication.Chain;
import durablestreams.domain.replication.LogRecord;
import durablestreams.domain.replication.RecordId;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What a server has to be before it keeps a commit log, and what happens when it fails. */
class PostgresServerTest {
  private static EmbeddedPostgres server;

  @BeforeAll
  static void start() throws IOException {
    server = EmbeddedPostgres.builder().setServerConfig("fsync", "on").start();
  }

  @AfterAll
  static void stop() throws IOException {
    server.close();
  }

  @AfterEach
  void resetServer() throws Exception {
    configure("ALTER SYSTEM RESET ALL");
  }

  private static void configure(String... statements) throws SQLException {
    try (Connection connection = server.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      for (String each : statements) {
        statement.execute(each);
      }
      statement.execute("SELECT pg_reload_conf()");
    }
  }

  private static PostgresLogSettings settings() {
    return PostgresLogSettings.of(server.getJdbcUrl("postgres", "postgres"));
  }

  private static PostgresLogSettings hasty(String table, Duration timeout) {
    PostgresLogSettings given = settings();
    return new PostgresLogSettings(
        given.url(), given.user(), given.password(), table, true, timeout, given.maxRecordBytes());
  }

  private static Encoded record() {
    return new RecordEncoding(() -> 1)
        .encode(RecordId.origin(1), 1, Instant.EPOCH, new LogRecord.Empty());
  }

  private static LogAppend append(PostgresCommitLog log, LogPlace end) {
    Encoded record = record();
    return log.append(record.bytes(), record.checksum(), end);
  }

  private static LogAppend append(PostgresLogSettings settings) {
    try (PostgresCommitLog log = new PostgresCommitLog(settings)) {
      return append(log, LogPlace.BEGINNING);
    }
  }

  private static String reason(LogAppend result) {
    assertThat(result).isInstanceOf(LogAppend.NotAppended.class);
    return ((LogAppend.NotAppended) result).reason();
  }

  @Test
  void aServerWithoutASynchronousStandbyIsRefused() {
    assertThat(reason(append(settings()))).contains("has no synchronous standby");
    try (PostgresCommitLog log = new PostgresCommitLog(settings())) {
      assertThatThrownBy(() -> log.read(LogPlace.BEGINNING, 1, Duration.ZERO))
          .isInstanceOf(LogUnavailableException.class)
          .hasMessageContaining("has no synchronous standby");
      assertThat(log.problem()).contains("has no synchronous standby");
    }
  }

  @Test
  void aServerThatDoesNotForceItsCommitsIsRefused() throws Exception {
    configure("ALTER SYSTEM SET full_page_writes = off");
    assertThat(reason(append(settings()))).contains("has full_page_writes off");
  }

  @Test
  void aCommitThatNoStandbyHasIsUnknown() throws Exception {
    PostgresLogSettings unsafe = settings().withTable("no_standby").asUnsafe();
    try (PostgresCommitLog log = new PostgresCommitLog(unsafe)) {
      assertThat(append(log, LogPlace.BEGINNING)).isInstanceOf(LogAppend.Appended.class);
      LogRead read = log.read(LogPlace.BEGINNING, 1, Duration.ZERO);
      LogPlace end = ((LogRead.Records) read).entries().getFirst().place();
      loseStandby();
      LogAppend[] result = new LogAppend[1];
      Thread writer = Thread.ofPlatform().start(() -> result[0] = append(log, end));
      while (endBackendsThatWait("pg_cancel_backend") == 0) {
        Thread.onSpinWait();
      }
      writer.join();
      assertThat(result[0]).isInstanceOf(LogAppend.Unknown.class);
      assertThat(((LogAppend.Unknown) result[0]).reason()).contains("synchronous replication");
    }
  }

  @Test
  void whileTheStandbyIsAwaySessionsAreNotOpenedWithoutLimit() throws Exception {
    PostgresLogSettings hasty = hasty("standby_away", Duration.ofSeconds(1));
    assertThat(append(hasty)).isInstanceOf(LogAppend.Appended.class);
    loseStandby();
    String reason = "";
    for (int attempt = 0; attempt < 6; attempt++) {
      reason = reason(append(hasty));
    }
    assertThat(reason).contains("commits that wait for its synchronous standby");
    assertThat(count("SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'SyncRep'"))
        .isLessThanOrEqualTo(2);
    configure("ALTER SYSTEM RESET ALL");
    await(() -> append(hasty) instanceof LogAppend.Superseded);
  }

  private static long count(String query) throws SQLException {
    try (Connection connection = server.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement();
        var row = statement.executeQuery(query)) {
      row.next();
      return row.getLong(1);
    }
  }

  /** What a dump holds is a weak lock, which no insert and no read waits for. */
  @Test
  void aNewSessionTakesNoLockThatWaitsForADumpOfTheTable() throws Exception {
    PostgresLogSettings hasty = hasty("dumped", Duration.ofSeconds(5));
    try (PostgresCommitLog log = new PostgresCommitLog(hasty);
        PostgresCommitLog other = new PostgresCommitLog(hasty);
        Connection dump = server.getPostgresDatabase().getConnection();
        Statement statement = dump.createStatement()) {
      LogAppend first = append(log, LogPlace.BEGINNING);
      assertThat(first).isInstanceOf(LogAppend.Appended.class);
      dump.setAutoCommit(false);
      statement.execute("SELECT 1 FROM dumped LIMIT 1");
      assertThat(other.read(LogPlace.BEGINNING, 1, Duration.ZERO))
          .isInstanceOf(LogRead.Records.class);
      assertThat(append(log, ((LogAppend.Appended) first).place()))
          .isInstanceOf(LogAppend.Appended.class);
      dump.rollback();
    }
    assertThat(
            count(
                """
                SELECT count(*) FROM pg_attribute
                WHERE attrelid = 'dumped'::regclass AND attname = 'record' AND attstorage = 'e'
                """))
        .as("records are stored uncompressed")
        .isEqualTo(1);
  }

  @Test
  void aLogIsTrimmedPieceByPieceAndATrimThatFailedHasEnded() throws Exception {
    fill("pieces", 2_500);
    LogPlace before = new LogPlace(2_400, 2_400);
    try (PostgresCommitLog log = new PostgresCommitLog(hasty("pieces", Duration.ofSeconds(4)));
        Connection other = server.getPostgresDatabase().getConnection();
        Statement statement = other.createStatement()) {
      other.setAutoCommit(false);
      statement.execute("SELECT 1 FROM pieces WHERE number = 1500 FOR UPDATE");
      assertThatThrownBy(() -> log.trim(before))
          .isInstanceOf(LogUnavailableException.class)
          .hasMessageContaining("cannot be trimmed");
      assertThat(
              count(
                  "SELECT count(*) FROM pg_stat_activity"
                      + " WHERE state = 'active' AND query LIKE 'DELETE%'"))
          .isZero();
      assertThat(count("SELECT min(number) FROM pieces")).isEqualTo(1_001);
      other.rollback();
      log.trim(before);
      assertThat(count("SELECT min(number) FROM pieces")).isEqualTo(2_400);
      assertThat(count("SELECT count(*) FROM pieces")).isEqualTo(101);
      log.clear();
      assertThat(count("SELECT count(*) FROM pieces")).isZero();
    }
  }

  /** Fills a table with records whose checksums are their numbers. */
  private static void fill(String table, int records) throws SQLException {
    try (PostgresCommitLog log = new PostgresCommitLog(settings().withTable(table).asUnsafe())) {
      assertThat(append(log, LogPlace.BEGINNING)).isInstanceOf(LogAppend.Appended.class);
    }
    configure(
        "DELETE FROM " + table,
        "INSERT INTO %s SELECT n, n, '' FROM generate_series(1, %d) AS n"
            .formatted(table, records));
  }

  private static void await(BooleanSupplier condition) {
    long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).isLessThan(deadline);
    }
  }

  /** From here on each commit waits for a standby that is not there. */
  private static void loseStandby() throws Exception {
    configure("ALTER SYSTEM SET synchronous_standby_names = 'absent'");
    AtomicBoolean waits = new AtomicBoolean();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<?> commits =
          threads.submit(() -> {
            while (!waits.get()) {
              configure(
                  "SET synchronous_commit = on", "SELECT pg_logical_emit_message(true, '', '')");
            }
            return null;
          });
      while (endBackendsThatWait("pg_cancel_backend") == 0) {
        Thread.sleep(10);
      }
      waits.set(true);
      while (!commits.isDone()) {
        endBackendsThatWait("pg_cancel_backend");
        Thread.sleep(10);
      }
      commits.get();
    }
  }

  /**
   * Ends the backends whose commits wait for a standby, as an operator does.
   *
   * @param how a function of PostgreSQL
   * @return how many there were
   */
  private static int endBackendsThatWait(String how) throws SQLException {
    try (Connection connection = server.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement();
        var row =
            statement.executeQuery(
                "SELECT count(%s(pid)) FROM pg_stat_activity WHERE wait_event = 'SyncRep'"
                    .formatted(how))) {
      row.next();
      return row.getInt(1);
    }
  }

  @Test
  void aCommitThatNoStandbyHasIsNotAcknowledgedWhenItsWaitIsCancelled() throws Exception {
    acknowledgesNothingWithoutAStandby("cancelled_wait", "pg_cancel_backend");
  }

  @Test
  void aCommitThatNoStandbyHasIsNotAcknowledgedWhenItsBackendIsTerminated() throws Exception {
    acknowledgesNothingWithoutAStandby("terminated_wait", "pg_terminate_backend");
  }

  /** The record is there to be read, but it is lost if the primary is. */
  private void acknowledgesNothingWithoutAStandby(String table, String how) throws Exception {
    PostgresLogSettings unsafe = settings().withTable(table).asUnsafe();
    CountDownLatch pauses = new CountDownLatch(2);
    try (PostgresCommitLog log = new PostgresCommitLog(unsafe);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      LogReader reader = new LogReader(log, LogPlace.BEGINNING, Chain.before(RecordId.origin(1)));
      LogWriter writer =
          new LogWriter(
              log,
              new RecordEncoding(new Random()::nextLong),
              () -> Instant.EPOCH,
              reader,
              1,
              attempt -> pauses.countDown());
      writer.writeFirst(new LogRecord.Elected("a", "http://a"));
      assertThat(reader.read(Duration.ZERO)).isEmpty();
      loseStandby();
      Future<LogWriter.Written> write = threads.submit(() -> writer.write(new byte[] {1, 2, 3}));
      while (pauses.getCount() > 0 && !write.isDone()) {
        endBackendsThatWait(how);
        Thread.sleep(10);
      }
      assertThat(write).isNotDone();
      configure("ALTER SYSTEM RESET ALL");
      assertThat(write.get()).isInstanceOf(LogWriter.Written.Counts.class);
    } finally {
      configure("ALTER SYSTEM RESET ALL");
    }
  }

  @Test
  void aServerThatCannotBeReachedIsNamedWithoutThePassword() {
    PostgresLogSettings nowhere =
        PostgresLogSettings.of("jdbc:postgresql://127.0.0.1:1/log?password=secret")
            .withUser("user", "hidden");
    assertThat(reason(append(nowhere)))
        .startsWith("no primary server of the commit log can be reached")
        .doesNotContain("secret", "hidden");
  }

  @Test
  void aSessionThatBreaksIsOpenedAgain() throws Exception {
    PostgresLogSettings unsafe = settings().withTable("broken").asUnsafe();
    try (PostgresCommitLog log = new PostgresCommitLog(unsafe)) {
      assertThat(append(log, LogPlace.BEGINNING)).isInstanceOf(LogAppend.Appended.class);
      configure(
          "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
              + " WHERE application_name LIKE 'durable-streams%'");
      assertThat(append(log, LogPlace.BEGINNING)).isInstanceOf(LogAppend.Unknown.class);
      assertThat(append(log, LogPlace.BEGINNING)).isEqualTo(new LogAppend.Superseded());
    }
  }

  @Test
  void settingsThatAreWrongAreRefused() {
    assertThatThrownBy(() -> PostgresLogSettings.of("jdbc:mysql://host/db?password=secret"))
        .hasMessage(
            "the URL of a commit log on PostgreSQL begins with jdbc:postgresql:, not jdbc:mysql:");
    assertThatThrownBy(() -> settings().withTable("a; DROP TABLE b"))
        .hasMessageContaining("has 1 to 48 of a-z, 0-9 and _");
  }

  @Test
  void nodesThatStartTogetherCreateOneTable() throws Exception {
    for (int round = 0; round < 5; round++) {
      PostgresLogSettings settings = settings().withTable("together_" + round).asUnsafe();
      try (ExecutorService nodes = Executors.newFixedThreadPool(4)) {
        List<Future<LogAppend>> appends =
            nodes.invokeAll(Collections.nCopies(4, () -> append(settings)));
        int appended = 0;
        for (Future<LogAppend> each : appends) {
          assertThat(each.get())
              .isInstanceOfAny(LogAppend.Appended.class, LogAppend.Superseded.class);
          appended += each.get() instanceof LogAppend.Appended ? 1 : 0;
        }
        assertThat(appended).isEqualTo(1);
      }
    }
  }
}
