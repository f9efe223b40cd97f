package durablestreams.adapters.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import durablestreams.application.contract.ModelCheck;
import durablestreams.application.contract.StorePorts;
import durablestreams.application.contract.StreamFixtures;
import durablestreams.domain.message.MessageBatch;
import durablestreams.domain.producer.ProducerStamp;
import durablestreams.domain.stream.StreamKey;
import durablestreams.domain.stream.StreamSeq;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a search for unneeded rows behind an old one that is needed takes, and leaves. */
@Tag("slow")
class SweepTest {

  private static final MessageBatch MEBIBYTE = MessageBatch.ofBytes(new byte[1 << 20]);

  @TempDir private Path folder;

  private final StreamFixtures streams = new StreamFixtures();
  private StorePorts ports;
  private StreamKey old;

  @BeforeEach
  void openWithAnOldRow() {
    ports = SqlitePorts.open(folder);
    old = streams.create("old");
    streams.append(old, "needed");
    commit();
  }

  @AfterEach
  void close() {
    ports.store().close();
  }

  private void commit() {
    ports.store().commit(streams.take());
  }

  private StreamKey create(String name, int mebibytes) {
    StreamKey key = streams.create(name);
    for (int i = 0; i < mebibytes; i++) {
      streams.append(key, MEBIBYTE);
    }
    commit();
    return key;
  }

  private int reclaimAll() {
    int pieces = 0;
    while (ports.reclaim(100)) {
      pieces++;
    }
    return pieces;
  }

  @Test
  void numbersGoOnAfterTheEndOfTheLogWasSwept() {
    StreamKey key = create("offloaded", 40);
    streams.offload(List.of(streams.seal(key)));
    commit();
    reclaimAll();
    ports = SqlitePorts.reopen(ports, folder);
    ModelCheck.check(ports, streams.model());
    streams.append(key, "acknowledged");
    commit();
    ModelCheck.check(ports, streams.model());
    ports = SqlitePorts.reopen(ports, folder);
    ModelCheck.check(ports, streams.model());
  }

  @Test
  void whatIsPurgedBehindTheSearchGoesInTheNextOne() throws SQLException {
    StreamKey first = create("first", 34);
    StreamKey second = create("second", 105);
    streams.delete(second);
    commit();
    for (int i = 0; i < 8; i++) {
      assertThat(ports.reclaim(20)).isTrue();
    }
    streams.delete(first);
    commit();
    reclaimAll();
    assertThat(DatabaseFile.logRows(folder)).isLessThan(5);
    ModelCheck.check(ports, streams.model());
  }

  /** Heads of one and a half kilobytes, for messages of one byte. */
  @Test
  void aLogThatGrowsIsNotLookedThroughForEachPieceOfIt() throws SQLException {
    String producer = "€".repeat(256);
    String prefix = "€".repeat(249);
    int pieces = 0;
    for (int i = 0; i < 130_000; i++) {
      ProducerStamp stamp = new ProducerStamp(producer, 0, i);
      StreamSeq seq = new StreamSeq(prefix + (1_000_000 + i));
      streams.append(old, StreamFixtures.bytes("x"), stamp, seq, false);
      if (i % 1_000 == 999) {
        commit();
        pieces += reclaimAll();
      }
    }
    assertThat(100L * pieces).as("rows looked at").isLessThan(DatabaseFile.logRows(folder) * 3 / 2);
  }
}
