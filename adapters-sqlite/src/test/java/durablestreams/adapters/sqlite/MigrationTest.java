package durablestreams.adapters.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import durablestreams.application.contract.ModelCheck;
import durablestreams.application.contract.RandomHistory;
import durablestreams.application.contract.StorePorts;
import durablestreams.application.contract.StreamFixtures;
import durablestreams.domain.change.StreamChange;
import durablestreams.domain.producer.ProducerStamp;
import durablestreams.domain.stream.StreamSeq;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.flywaydb.core.Flyway;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A database of the first layout, in which every append was a row with a column for everything. */
class MigrationTest {

  private static final String FIRST = "/durablestreams/adapters/sqlite/migrations/V1__streams.sql";

  @TempDir private Path folder;

  private Connection connect() throws SQLException {
    return DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("streams.db"));
  }

  /** The statement that made the hot log in the first layout. */
  private static String firstLog() throws IOException {
    try (InputStream script = MigrationTest.class.getResourceAsStream(FIRST)) {
      String text =
          new String(Objects.requireNonNull(script).readAllBytes(), StandardCharsets.UTF_8);
      return text.substring(text.indexOf("CREATE TABLE hot_log"), text.indexOf("\n);") + 2);
    }
  }

  /** Rewrites the database as the first layout would have it. */
  private int goBack(List<StreamChange.Appended> appends) throws SQLException, IOException {
    int rows = 0;
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      statement.execute("ALTER TABLE hot_log RENAME TO later");
      statement.execute(firstLog());
      try (ResultSet row =
              statement.executeQuery(
                  "SELECT entry, appended_at, heads, payload FROM later ORDER BY entry");
          PreparedStatement insert =
              connection.prepareStatement(
                  "INSERT INTO hot_log (entry, appended_at, stream_key, from_position, units,"
                      + " messages, payload_bytes, lengths, payload, stream_seq, producer_id,"
                      + " producer_epoch, producer_seq)"
                      + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")) {
        while (row.next()) {
          var head = new RowHeads.Reader(row.getBytes(3));
          assertThat(head.next()).isTrue();
          StreamChange.Appended append = find(appends, head);
          insert.setLong(1, row.getLong(1));
          insert.setLong(2, row.getLong(2));
          insert.setLong(3, head.key());
          insert.setLong(4, head.from());
          insert.setLong(5, append.batch().units());
          insert.setLong(6, head.messages());
          insert.setLong(7, append.batch().payloadBytes());
          insert.setBytes(8, BlobFormats.lengths(append.batch()));
          insert.setBytes(9, row.getBytes(4));
          StreamSeq seq = head.seq();
          insert.setString(10, seq == null ? null : seq.value());
          setStamp(insert, head.stamp());
          insert.executeUpdate();
          assertThat(head.next()).as("a second append in a row").isFalse();
          rows++;
        }
      }
      statement.execute("DROP TABLE later");
      statement.execute("DELETE FROM flyway_schema_history WHERE version > '1'");
      statement.execute("PRAGMA user_version = 1");
    }
    return rows;
  }

  private static StreamChange.Appended find(
      List<StreamChange.Appended> appends, RowHeads.Reader head) {
    return appends.stream()
        .filter(append -> append.key().value() == head.key() && append.from() == head.from())
        .findFirst()
        .orElseThrow();
  }

  private static void setStamp(PreparedStatement insert, @Nullable ProducerStamp stamp)
      throws SQLException {
    insert.setString(11, stamp == null ? null : stamp.id());
    insert.setObject(12, stamp == null ? null : stamp.epoch());
    insert.setObject(13, stamp == null ? null : stamp.seq());
  }

  /**
   * @param interrupted whether a start before this one was killed between two steps
   */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void everythingIsStillThere(boolean interrupted) throws SQLException, IOException {
    long seed = new Random().nextLong();
    System.out.println("MigrationTest: seed " + seed);
    StreamFixtures streams = new StreamFixtures();
    RandomHistory history = new RandomHistory(streams, new Random(seed));
    StorePorts ports = SqlitePorts.open(folder);
    List<StreamChange.Appended> appends = new ArrayList<>();
    for (int i = 0; i < 1_500; i++) {
      history.step();
      List<StreamChange> changes = streams.take();
      ports.store().commit(changes);
      for (StreamChange change : changes) {
        if (change instanceof StreamChange.Appended appended) {
          appends.add(appended);
        }
      }
    }
    ports.store().close();
    assertThat(goBack(appends)).as("rows in the log").isGreaterThan(50);
    if (interrupted) {
      Flyway.configure()
          .configuration(Schema.migrations(folder.resolve("streams.db")).getConfiguration())
          .target("2")
          .load()
          .migrate();
    }

    ports = SqlitePorts.open(folder);
    ModelCheck.check(ports, streams.model());
    for (int i = 0; i < 300; i++) {
      history.step();
      ports.store().commit(streams.take());
    }
    ModelCheck.check(ports, streams.model());
    ports = SqlitePorts.reopen(ports, folder);
    ModelCheck.check(ports, streams.model());
    ports.store().close();
    try (Connection connection = connect()) {
      assertThat(Connections.pragma(connection, "user_version")).isEqualTo(Schema.VERSION);
    }
  }
}
