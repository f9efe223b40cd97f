package durablestreams.adapters.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import durablestreams.application.contract.ModelCheck;
import durablestreams.application.contract.StreamFixtures;
import durablestreams.domain.producer.ProducerStamp;
import durablestreams.domain.producer.ProducerState;
import durablestreams.domain.stream.StreamKey;
import durablestreams.domain.stream.StreamSeq;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How many producers memory keeps on top of the snapshots of their streams. */
class ProducerMemoryTest extends StreamsInFolder {

  private static final int MOST_OF_A_STREAM = 1_024;

  private void append(StreamKey key, String producer, long seq) {
    streams.append(
        key, StreamFixtures.bytes("x"), new ProducerStamp(producer, 0, seq), StreamSeq.NONE, false);
  }

  private long written() throws SQLException {
    return DatabaseFile.number(folder, "SELECT count(*) FROM producers");
  }

  private static String id(int number) {
    return "p%07d".formatted(number);
  }

  /** With this limit in sum, and a stream in the index for each that has rows. */
  private void reopen(int unpacked, long producerBytes) {
    ports.store().close();
    ports =
        SqlitePorts.of(
            SqliteDatabase.open(
                new SqliteSettings(folder, 3, 1L << 30, unpacked, producerBytes),
                Runnable::run,
                Runnable::run,
                task -> {},
                InstantSource.system()));
  }

  @Test
  void aStreamOfManyProducersGetsSnapshots() throws SQLException {
    reopen(1_000, Long.MAX_VALUE);
    StreamKey key = streams.create("many");
    commit();
    for (int i = 0; i < 3_000; i++) {
      append(key, id(i), 0);
      if (i % 100 == 0) {
        commit();
      }
      if (i == MOST_OF_A_STREAM / 2) {
        assertThat(written()).as("written while there are few").isZero();
      }
    }
    commit();
    assertThat(3_000 - written()).as("in memory only").isBetween(1L, (long) MOST_OF_A_STREAM);
    check();
    append(key, id(0), 1);
    append(key, id(2_999), 1);
    commit();
    check();
  }

  @Test
  void appendsOfProducersThatMemoryKeepsWriteNone() throws SQLException {
    long two = 2 * ProducerState.retainedBytes(id(0));
    reopen(1_000, two);
    StreamKey key = streams.create("few");
    commit();
    for (int i = 0; i < 1_000; i++) {
      append(key, id(i % 2), i / 2);
      commit();
    }
    assertThat(written()).isZero();
    append(key, id(2), 0);
    commit();
    assertThat(written()).as("all three").isEqualTo(3);
    check();
  }

  @Test
  void manyStreamsShareALimit() throws SQLException {
    long producer = ProducerState.retainedBytes(id(0));
    int most = 100;
    reopen(1_000, most * producer);
    List<StreamKey> keys = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      keys.add(streams.create("stream" + i));
    }
    commit();
    int added = 0;
    for (int producers = 0; producers < 20; producers++) {
      for (StreamKey key : keys) {
        append(key, id(added++), 0);
        if (added % 7 == 0) {
          commit();
          assertThat(added - written()).as("in memory only").isLessThanOrEqualTo(most + 7);
        }
      }
    }
    commit();
    assertThat(added - written()).as("in memory only").isGreaterThan(most / 2);
    ModelCheck.check(ports, streams.model());
    reopen(1_000, most * producer);
    ModelCheck.check(ports, streams.model());
    for (StreamKey key : keys) {
      append(key, "another", 0);
      commit();
    }
    assertThat(added + keys.size() - written()).isLessThanOrEqualTo(most + 1);
    check();
  }

  /** Streams with few rows are packed; their producers come back with their rows. */
  @Test
  void unpackedStreamsCountAgain() throws SQLException {
    long producer = ProducerState.retainedBytes(id(0));
    reopen(3, 10 * producer);
    List<StreamKey> keys = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      keys.add(streams.create("stream" + i));
    }
    commit();
    int added = 0;
    for (int round = 0; round < 5; round++) {
      for (StreamKey key : keys) {
        append(key, id(added++), 0);
        append(key, id(added++), 0);
        commit();
      }
    }
    ModelCheck.check(ports, streams.model());
    assertThat(written()).isPositive();
    check();
  }
}
