package durablestreams.adapters.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import durablestreams.adapters.sqlite.log.LargeAppend;
import durablestreams.application.contract.StreamFixtures;
import durablestreams.application.port.DamagedDataException;
import durablestreams.application.port.HotRead;
import durablestreams.domain.message.MessageBatch;
import durablestreams.domain.producer.ProducerStamp;
import durablestreams.domain.stream.ContentType;
import durablestreams.domain.stream.StreamKey;
import durablestreams.domain.stream.StreamSeq;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Appends that are larger than a row of the log may be. */
class LargeAppendTest extends StreamsInFolder {

  private static final int PIECE = LargeAppend.PIECE_BYTES;

  private final Random random = new Random(7);

  private void reclaimAll() {
    while (ports.reclaim(100)) {}
  }

  /** Text without a repetition that a piece in the wrong place could hide in. */
  private String text(int length) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) ('a' + random.nextInt(26));
    }
    return new String(bytes, StandardCharsets.US_ASCII);
  }

  private String json(int length) {
    return '"' + text(length - 2) + '"';
  }

  private void assertRowsAreSmall() throws SQLException {
    long largest =
        DatabaseFile.number(folder, "SELECT max(length(heads) + length(payload)) FROM hot_log");
    assertThat(largest).isLessThan(PIECE * 3 / 2);
  }

  private String read(StreamKey key, long from, long to, int maxBytes) {
    var found = new ByteArrayOutputStream();
    HotRead read = ports.store().readHotWithin(key, from, to, maxBytes);
    for (MessageBatch batch : ((HotRead.Found) read).batches()) {
      found.writeBytes(batch.toByteArray());
      assertThat(batch.array().length).as("bytes kept").isLessThan(2 * maxBytes + (17 << 10));
    }
    return found.toString(StandardCharsets.US_ASCII);
  }

  @Test
  void bytesAreReadFromTheRowsThatHoldThem() throws SQLException {
    StreamKey key = streams.create("a");
    StreamKey other = streams.create("b");
    StringBuilder all = new StringBuilder();
    for (int size : new int[] {PIECE, 3, PIECE + 1, 2 * PIECE, 5 * PIECE - 1, 10, 10 * PIECE + 7}) {
      String text = text(size);
      all.append(text);
      streams.append(key, text);
      streams.append(other, "between");
    }
    commit();
    assertRowsAreSmall();
    for (int restart = 0; restart < 2; restart++) {
      int tail = all.length();
      for (int i = 0; i < 100; i++) {
        int from = i == 0 ? 0 : i == 1 ? tail - 1 : random.nextInt(tail);
        int most = 1 + random.nextInt(i % 2 == 0 ? 10 : 2 * PIECE);
        String found = read(key, from, tail, most);
        assertThat(found)
            .isNotEmpty()
            .isEqualTo(all.substring(from, Math.min(tail, from + found.length())));
        assertThat(found.length()).isLessThanOrEqualTo(most);
      }
      check();
    }
  }

  @Test
  void aPartSaysHowMuchOfItsMessageIsBeforeAndAfterIt() {
    StreamKey key = streams.create("a");
    streams.append(key, text(3 * PIECE));
    commit();
    var found = (HotRead.Found) ports.store().readHotWithin(key, PIECE + 5, 3 * PIECE, 7);
    assertThat(found.batches()).hasSize(1);
    assertThat(found.batches().getFirst().cutOff()).isEqualTo(2 * PIECE - 12);
    assertThat(found.batches().getFirst().cutBefore()).isEqualTo(PIECE + 5);
  }

  @Test
  void jsonMessagesStayWholeAndLargeArraysAreDividedBetweenThem() throws SQLException {
    StreamKey key = streams.create("a", new ContentType("application/json"));
    List<String> values = new ArrayList<>();
    for (int i = 0; i < 40_000; i++) {
      values.add(json(3 + i % 40));
    }
    values.add(20_000, json(3 * PIECE + 11));
    values.add(json(PIECE + 1));
    ProducerStamp stamp = new ProducerStamp("p", 0, 0);
    streams.append(
        key, StreamFixtures.json(values.toArray(String[]::new)), stamp, new StreamSeq("1"), false);
    streams.appendJson(key, "1");
    streams.append(key, StreamFixtures.json(json(2 * PIECE)), null, new StreamSeq("2"), false);
    commit();
    assertRowsAreSmall();
    values.add("1");
    for (int from : new int[] {0, 1, 19_999, 20_000, 20_001, 30_000, 40_001, 40_002}) {
      HotRead read = ports.store().readHotWithin(key, from, 40_003, 100);
      MessageBatch first = ((HotRead.Found) read).batches().getFirst();
      String message =
          new String(
              first.array(),
              first.messageFrom(0),
              first.messageTo(0) - first.messageFrom(0),
              StandardCharsets.US_ASCII);
      assertThat(message).isEqualTo(values.get(from));
    }
    check();
  }

  @Test
  void rowsAreRemovedWithTheMessageAndNotBefore() throws SQLException {
    StreamKey held = streams.create("held");
    streams.append(held, text(2 * PIECE));
    commit();
    StreamKey gone = streams.create("gone");
    for (int i = 0; i < 160; i++) {
      streams.append(gone, text(PIECE + 1));
      if (i % 40 == 20) {
        streams.append(held, text(3 * PIECE));
      }
    }
    commit();
    streams.delete(gone);
    commit();
    reclaimAll();
    assertThat(DatabaseFile.logRows(folder))
        .as("after a search")
        .isBetween(2L + 4 * 3, 2L + 4 * 3 + 2);
    check();
    streams.offload(List.of(streams.seal(held)));
    commit();
    reclaimAll();
    assertThat(DatabaseFile.logRows(folder)).isZero();
    streams.append(held, text(PIECE + 1));
    commit();
    check();
  }

  @Test
  void aDamagedRowCostsThePartThatItHolds() throws IOException {
    StreamKey key = streams.create("a");
    String text = text(4 * PIECE);
    streams.append(key, text);
    streams.append(key, "after");
    commit();
    ports.store().close();
    DatabaseFile.damage(folder, text.substring(2 * PIECE + 100, 2 * PIECE + 200));
    ports = SqlitePorts.open(folder);
    int tail = text.length() + 5;
    assertThat(read(key, 0, tail, 2 * PIECE)).isEqualTo(text.substring(0, 2 * PIECE));
    assertThatThrownBy(() -> read(key, 2 * PIECE, tail, 10))
        .isInstanceOf(DamagedDataException.class)
        .hasMessageContainingAll("row 3 ", "stream 1 ", "payload");
    assertThat(read(key, 3 * PIECE, tail, 2 * PIECE))
        .isEqualTo(text.substring(3 * PIECE) + "after");
  }

  @Test
  void aMissingRowIsDamageAndNotTheEndOfTheHotLog() throws SQLException {
    StreamKey key = streams.create("a", new ContentType("application/json"));
    streams.appendJson(key, json(4 * PIECE));
    commit();
    DatabaseFile.execute(folder, "DELETE FROM hot_log WHERE entry = 3");
    assertThatThrownBy(() -> ports.store().readHot(key, 0, 1, 10))
        .isInstanceOf(DamagedDataException.class)
        .hasMessageContainingAll("row 3 ", "stream 1 ");
  }
}
