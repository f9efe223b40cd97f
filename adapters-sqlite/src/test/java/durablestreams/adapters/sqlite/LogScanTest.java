package durablestreams.adapters.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import durablestreams.application.port.HotRange;
import durablestreams.domain.offset.PositionUnit;
import durablestreams.domain.stream.StreamKey;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Reads of the log for several streams at once. */
class LogScanTest extends StreamsInFolder {

  private static final int STREAMS = 40;
  private static final int ANY = Integer.MAX_VALUE;

  private HotRange all(StreamKey key) {
    return new HotRange(key, PositionUnit.BYTES, 0, streams.state(key).tail().position());
  }

  @Test
  void rowsThatStreamsShareAreReadOnce() {
    List<StreamKey> keys = createAll();
    for (int round = 0; round < 50; round++) {
      for (int i = 0; i < STREAMS; i++) {
        streams.append(keys.get(i), "0123456789".repeat(25));
        if (i % 20 == 19) {
          commit();
        }
      }
    }
    long payload = 50L * STREAMS * 250;
    long[] found = {0};
    long read =
        ports
            .store()
            .scanHot(
                keys.stream().map(this::all).toList(),
                ANY,
                (range, from, batch) -> found[0] += batch.length());
    assertThat(found[0]).isEqualTo(payload);
    assertThat(read).isBetween(payload, payload * 11 / 10);
  }

  @Test
  void aScanInStepsReadsTheEndOfAStepAgainAtMost() {
    List<StreamKey> keys = createAll();
    for (int round = 0; round < 200; round++) {
      keys.forEach(key -> streams.append(key, "0123456789".repeat(25)));
      commit();
    }
    List<HotRange> rest = new ArrayList<>(keys.stream().map(this::all).toList());
    long read = 0;
    while (!rest.isEmpty()) {
      List<HotRange> asked = List.copyOf(rest);
      long[] positions = asked.stream().mapToLong(HotRange::from).toArray();
      read +=
          ports
              .store()
              .scanHot(asked, 256 << 10, (range, from, batch) -> positions[range] += batch.units());
      rest.clear();
      for (int i = 0; i < positions.length; i++) {
        HotRange range = asked.get(i);
        if (positions[i] < range.to()) {
          rest.add(new HotRange(range.key(), range.unit(), positions[i], range.to()));
        }
      }
    }
    assertThat(read).isLessThan(200L * STREAMS * 250 * 12 / 10);
  }

  @Test
  void aDamagedRowEndsTheRangesThatAreInItAndNoOthers() throws IOException {
    StreamKey a = streams.create("a");
    StreamKey b = streams.create("b");
    streams.append(a, "first;");
    commit();
    streams.append(a, "second;");
    commit();
    streams.append(a, "third;");
    streams.append(b, "other;");
    commit();
    ports.store().close();
    DatabaseFile.damage(folder, "second;");
    ports = SqlitePorts.open(folder);
    List<String> found = new ArrayList<>();
    ports
        .store()
        .scanHot(
            List.of(all(b), all(a)),
            ANY,
            (range, from, batch) -> found.add(range + new String(batch.toByteArray())));
    assertThat(found).containsExactly("1first;", "0other;");
  }

  private List<StreamKey> createAll() {
    List<StreamKey> keys =
        IntStream.range(0, STREAMS).mapToObj(i -> streams.create("s" + i)).toList();
    commit();
    return keys;
  }
}
