package durablestreams.adapters.sqlite;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import durablestreams.adapters.sqlite.log.HotLogTrimmer;
import durablestreams.application.contract.StorePorts;
import durablestreams.application.contract.StreamFixtures;
import durablestreams.application.port.DamagedDataException;
import durablestreams.application.port.HotRead;
import durablestreams.application.port.StoreFailedException;
import durablestreams.application.port.StoredStream;
import durablestreams.domain.message.MessageBatch;
import durablestreams.domain.producer.ProducerStamp;
import durablestreams.domain.segment.SealCutoff;
import durablestreams.domain.stream.StreamKey;
import durablestreams.domain.stream.StreamPath;
import durablestreams.domain.stream.StreamSeq;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows of the log in which the disk changed a bit: their streams are refused, and no others. */
class DamagedRowsTest {

  @TempDir private Path folder;

  private final StreamFixtures streams = new StreamFixtures();
  private StorePorts ports;
  private StreamKey a;
  private StreamKey b;

  @BeforeEach
  void openWithTwoStreams() {
    ports = SqlitePorts.open(folder);
    a = streams.create("a");
    b = streams.create("b");
    commit();
  }

  @AfterEach
  void close() {
    ports.store().close();
  }

  private void commit() {
    ports.store().commit(streams.take());
  }

  /** An append in a row of its own. */
  private void append(StreamKey key, String text) {
    streams.append(key, text);
    commit();
  }

  /** An append whose Stream-Seq stands in the heads of its row, which is its own. */
  private void append(StreamKey key, String text, String seq) {
    streams.append(key, StreamFixtures.bytes(text), null, new StreamSeq(seq), false);
    commit();
  }

  private void damage(String text) throws IOException {
    ports.store().close();
    DatabaseFile.damage(folder, text);
    ports = SqlitePorts.open(folder);
  }

  private String read(StreamKey key, long from) {
    long to = ports.store().load(key).orElseThrow().state().tail().position();
    HotRead read = ports.store().readHot(key, from, to, 1 << 20);
    assertThat(read).isInstanceOf(HotRead.Found.class);
    return ((HotRead.Found) read)
        .batches().stream()
            .map(MessageBatch::toByteArray)
            .map(String::new)
            .collect(Collectors.joining());
  }

  private static void assertDamaged(ThrowingCallable use, String... words) {
    assertThatThrownBy(use).isInstanceOf(DamagedDataException.class).hasMessageContainingAll(words);
  }

  @Test
  void aDamagedPayloadIsNotReadAndAllElseIs() throws IOException {
    append(a, "first;");
    append(a, "second;");
    append(b, "other;");
    append(a, "third;");
    damage("second;");
    assertThat(read(a, 0)).as("what comes before").isEqualTo("first;");
    for (int i = 0; i < 10; i++) {
      assertDamaged(() -> read(a, 6), "row 2 ", "stream 1 ", "payload");
      assertThat(read(b, 0)).isEqualTo("other;");
    }
    append(a, "fourth;");
    append(b, "more;");
    assertThat(read(a, 13)).isEqualTo("third;fourth;");
    assertThat(read(b, 0)).isEqualTo("other;more;");
  }

  @Test
  void allStreamsInADamagedRowAreRefused() throws IOException {
    streams.append(a, "together;");
    streams.append(b, "with it;");
    commit();
    damage("together;");
    assertDamaged(() -> read(a, 0), "stream 1 ");
    assertDamaged(() -> read(b, 0), "stream 2 ");
  }

  @Test
  void damagedHeadsBelongToStreamsWhoseEndIsNotKnownAndTheirPositionsAreNotGivenAgain()
      throws IOException {
    StreamKey quiet = streams.create("quiet");
    commit();
    append(a, "first;");
    append(a, "lost;", "sequence number");
    append(b, "other;");
    StreamKey young = streams.create("young");
    commit();
    damage("sequence number");
    for (int start = 0; start < 3; start++) {
      assertDamaged(() -> ports.store().load(a), "stream 1 ", "row 2 ");
      assertDamaged(() -> ports.store().loadForCommit(quiet), "stream 3 ", "row 2 ");
      append(b, start + ";");
      append(young, start + ";");
      while (ports.reclaim(100)) {}
      ports = SqlitePorts.reopen(ports, folder);
    }
    assertThat(read(b, 0)).isEqualTo("other;0;1;2;");
    assertThat(read(young, 0)).isEqualTo("0;1;2;");
    assertThat(
            ports
                .queue()
                .openSegments(
                    SealCutoff.of(StreamFixtures.START, StreamFixtures.START, StreamFixtures.START),
                    10))
        .doesNotContain(a, quiet);
  }

  /** It would say that the end of the stream is known. */
  @Test
  void producersThatTakeTooMuchMemoryBringNoSnapshotOfARefusedStream()
      throws IOException, SQLException {
    for (int i = 0; i < 12; i++) { // so many rows that it is not packed
      appendBy(a, i % 4, i / 4);
    }
    append(a, "lost;", "sequence number");
    damage("sequence number");
    for (int start = 0; start < 2; start++) {
      for (int i = 0; i < 50; i++) {
        appendBy(b, 50 * start + i, 0);
      }
      assertDamaged(() -> ports.store().load(a), "stream 1 ", "row 13 ");
      ports = SqlitePorts.reopen(ports, folder);
    }
    assertDamaged(() -> ports.store().load(a), "stream 1 ", "row 13 ");
    assertThat(DatabaseFile.number(folder, "SELECT count(*) FROM producers")).isGreaterThan(80);
  }

  private void appendBy(StreamKey key, int producer, long seq) {
    streams.append(
        key,
        StreamFixtures.bytes("x"),
        new ProducerStamp("p" + producer, 0, seq),
        StreamSeq.NONE,
        false);
    commit();
  }

  @Test
  void aStreamThatGoesOnAfterDamagedHeadsIsRefusedAndTheStartIsNot()
      throws IOException, SQLException {
    append(a, "first;");
    append(a, "lost;", "sequence number");
    append(a, "last;");
    append(b, "other;");
    damage("sequence number");
    for (int start = 0; start < 3; start++) {
      assertDamaged(() -> ports.store().load(a), "stream 1 ", "row 3 ");
      assertThat(read(b, 0)).isEqualTo("other;");
      while (ports.reclaim(100)) {}
      ports = SqlitePorts.reopen(ports, folder);
    }
    assertThat(DatabaseFile.logRows(folder)).isEqualTo(4);
  }

  @Test
  void damagedHeadsOfASealedSegmentAreNotTakenForARowThatWasRemoved() throws IOException {
    append(a, "first;");
    append(a, "sealed;", "sequence number");
    append(a, "third;");
    streams.seal(a);
    commit();
    append(a, "open;");
    append(b, "other;");
    damage("sequence number");
    assertThat(read(a, 0)).isEqualTo("first;");
    assertDamaged(() -> read(a, 6), "stream 1 ", "[2]");
    assertThat(read(a, 13)).isEqualTo("third;open;");
    append(a, "and on;");
    assertThat(read(a, 19)).isEqualTo("open;and on;");
  }

  @Test
  void damagedRowsGetNoNewChecksumWhenPartOfThemIsRemoved() throws IOException, SQLException {
    streams.append(a, "damaged;");
    append(b, "not needed and longer;");
    streams.append(
        a, StreamFixtures.bytes("heads;"), null, new StreamSeq("sequence number"), false);
    append(b, "not needed and longer;");
    streams.append(a, "fine;");
    append(b, "not needed and longer;");
    ports.store().close();
    DatabaseFile.damage(folder, "damaged;");
    DatabaseFile.damage(folder, "sequence number");
    List<String> before = rows();
    try (Connection connection = DatabaseFile.connect(folder);
        HotLogTrimmer trimmer = new HotLogTrimmer(connection)) {
      trimmer.remove(1, 4, (key, entry) -> key == a.value());
    }
    assertThat(rows()).hasSize(3).startsWith(before.get(0), before.get(1));
    assertThat(rows().getLast()).isNotEqualTo(before.getLast());
    ports = SqlitePorts.open(folder);
    assertDamaged(() -> ports.store().load(a), "row 3 ");
  }

  private List<String> rows() throws SQLException {
    List<String> rows = new ArrayList<>();
    try (Connection connection = DatabaseFile.connect(folder);
        var query = connection.createStatement();
        var row =
            query.executeQuery(
                "SELECT concat_ws(' ', entry, heads_crc32c, payload_crc32c, hex(heads), hex(payload))"
                    + " FROM hot_log ORDER BY entry")) {
      while (row.next()) {
        rows.add(row.getString(1));
      }
    }
    return rows;
  }

  /** In the table of streams, or in its index, in which a name is looked up. */
  @Test
  void aNameThatBecameThatOfAnotherStreamDoesNotLeadToIt() throws IOException {
    Map<String, StreamKey> keys =
        Map.of("stream0", streams.create("stream0"), "stream1", streams.create("stream1"));
    commit();
    ports.store().close();
    Path file = folder.resolve("streams.db");
    byte[] sound = Files.readAllBytes(file);
    String text = new String(sound, ISO_8859_1);
    int copies = 0;
    for (String name : keys.keySet()) {
      for (int at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + 1)) {
        byte[] damaged = sound.clone();
        damaged[at + name.length() - 1] ^= 1;
        Files.write(file, damaged);
        ports = SqlitePorts.open(folder);
        for (String wanted : keys.keySet()) {
          assertThat(keyOf(wanted))
              .as("%s, with byte %d changed", wanted, at)
              .isIn(Optional.empty(), Optional.of(keys.get(wanted)));
        }
        ports.store().close();
        copies++;
      }
    }
    assertThat(copies).as("copies of names in the file").isGreaterThanOrEqualTo(4);
  }

  private Optional<StreamKey> keyOf(String name) {
    try {
      Optional<StoredStream> stream = ports.store().load(new StreamPath(name));
      assertThat(ports.store().loadForCommit(new StreamPath(name)))
          .usingRecursiveComparison()
          .isEqualTo(stream);
      return stream.map(found -> found.state().key());
    } catch (DamagedDataException | StoreFailedException e) {
      return Optional.empty();
    }
  }
}
