package durablestreams.adapters.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import durablestreams.application.contract.ModelCheck;
import durablestreams.application.contract.StreamFixtures;
import durablestreams.application.port.HotRead;
import durablestreams.domain.message.MessageBatch;
import durablestreams.domain.stream.StreamKey;
import durablestreams.domain.stream.StreamSeq;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows of the log that hold appends to several streams, and what happens when some of them go. */
class SharedRowsTest extends StreamsInFolder {

  private void reclaimAll() {
    while (ports.reclaim(100)) {}
  }

  @Test
  void aPartOfALargeAppendDoesNotKeepTheRest() {
    StreamKey key = streams.create("a");
    String text = "0123456789".repeat(100_000);
    streams.append(key, text);
    streams.append(key, "end");
    commit();
    for (int from : new int[] {0, 7, 999_990}) {
      HotRead read = ports.store().readHotWithin(key, from, 1_000_003, 8_192);
      String found = "";
      long kept = 0;
      for (MessageBatch batch : ((HotRead.Found) read).batches()) {
        found += new String(batch.toByteArray(), StandardCharsets.US_ASCII);
        kept += batch.array().length;
      }
      assertThat(found)
          .isEqualTo((text + "end").substring(from, Math.min(from + 8_192, 1_000_003)));
      assertThat(kept).as("bytes kept from %s on", from).isLessThan(64 << 10);
    }
  }

  @Test
  @Tag("slow")
  void smallAppendsOfACommitShareARowUpToAPage() throws SQLException {
    StreamKey a = streams.create("a");
    StreamKey b = streams.create("b");
    for (int i = 0; i < 5; i++) {
      streams.append(a, "to a, number " + i);
      streams.append(b, "to b, number " + i);
    }
    commit();
    assertThat(DatabaseFile.logRows(folder)).isEqualTo(1);
    streams.append(a, "x".repeat(3_000));
    streams.append(b, "y".repeat(3_000));
    streams.append(a, "z".repeat(50_000));
    streams.append(b, "small");
    commit();
    assertThat(DatabaseFile.logRows(folder))
        .as("one row each, because none fits with the one before")
        .isEqualTo(5);
    check();
  }

  @ParameterizedTest
  @ValueSource(strings = {"offload", "purge"})
  void aRowStaysAsLongAsOneOfItsStreamsNeedsIt(String way) throws SQLException {
    Consumer<StreamKey> leave =
        way.equals("purge") ? streams::delete : key -> streams.offload(List.of(streams.seal(key)));
    List<StreamKey> keys = new ArrayList<>();
    for (String name : List.of("a", "b", "c")) {
      keys.add(streams.create(name));
      streams.append(keys.getLast(), "to " + name);
    }
    commit();
    streams.append(keys.getLast(), "later");
    commit();
    assertThat(DatabaseFile.logRows(folder)).isEqualTo(2);
    for (StreamKey key : keys) {
      assertThat(DatabaseFile.logRows(folder)).as("needed by %s", key).isEqualTo(2);
      leave.accept(key);
      commit();
      reclaimAll();
      check();
    }
    assertThat(DatabaseFile.logRows(folder)).isZero();
  }

  @Test
  void aSegmentMayEndInsideARow() throws SQLException {
    StreamKey key = streams.create("a");
    streams.append(key, "sealed");
    var segment = streams.seal(key);
    streams.append(key, "open");
    streams.append(key, "still open");
    commit();
    assertThat(DatabaseFile.logRows(folder)).isEqualTo(1);
    check();
    streams.offload(List.of(segment));
    commit();
    reclaimAll();
    check();
    streams.append(key, "and on");
    commit();
    check();
    streams.offload(List.of(streams.seal(key)));
    commit();
    reclaimAll();
    check();
    assertThat(DatabaseFile.logRows(folder)).isZero();
  }

  @Test
  @Tag("slow")
  void bytesThatNoStreamNeedsAreRemovedFromRowsThatOthersNeed() throws IOException {
    List<StreamKey> keys = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      keys.add(streams.create("stream/" + i));
    }
    String text = "0123456789abcdef".repeat(12);
    for (int round = 1; round <= 12_000; round++) {
      keys.forEach(key -> streams.append(key, text));
      if (round % 500 == 0) {
        commit();
      }
    }
    keys.subList(1, 20).forEach(streams::delete);
    commit();
    ports = SqlitePorts.reopen(ports, folder);
    long before = Files.size(folder.resolve("streams.db"));
    reclaimAll();
    ModelCheck.check(ports, streams.model());
    ports = SqlitePorts.reopen(ports, folder);
    assertThat(Files.size(folder.resolve("streams.db"))).isLessThan(before / 3);
    check();
  }

  @Test
  @Tag("slow")
  void aLogOfTinyAppendsThatAreNeededIsLookedThroughOnce() throws SQLException {
    StreamKey key = streams.create("tiny");
    String prefix = "0".repeat(32);
    for (int i = 1_000_000; i < 2_000_000; i++) {
      StreamSeq seq = new StreamSeq(prefix + i);
      streams.append(key, StreamFixtures.bytes("x"), null, seq, false);
      if (i % 10_000 == 0) {
        commit();
      }
    }
    commit();
    long rows = DatabaseFile.logRows(folder);
    for (int pieces = 0; ports.reclaim(100); pieces++) {
      assertThat(pieces).isLessThan(1_000);
    }
    assertThat(DatabaseFile.logRows(folder)).isEqualTo(rows);
  }
}
