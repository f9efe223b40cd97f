package durablestreams.adapters.sqlite.index;

import static org.assertj.core.api.Assertions.assertThat;

import durablestreams.adapters.sqlite.index.PackedStreams.Age;
import durablestreams.adapters.sqlite.index.PackedStreams.Packed;
import durablestreams.domain.segment.SealCutoff;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class PackedStreamsTest {

  private static final long NOW = 1_800_000_000_000L;

  private final PackedStreams streams = new PackedStreams();

  @Test
  void itIsAMap() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    Map<Long, Packed> model = new HashMap<>();
    for (int i = 0; i < 100_000; i++) {
      long key = 1 + random.nextInt(3_000);
      if (random.nextInt(3) == 0) {
        streams.remove(key);
        model.remove(key);
      } else {
        Packed packed = packed(random);
        streams.put(key, packed);
        model.put(key, packed);
      }
      long other = 1 + random.nextInt(3_000);
      Packed found = streams.get(other);
      Packed expected = model.get(other);
      assertThat(found == null ? expected == null : found.isSame(expected))
          .as("seed %d: %s and not %s", seed, found, expected)
          .isTrue();
    }
    List<Long> keys = new ArrayList<>();
    streams.forEach(keys::add);
    assertThat(keys).containsExactlyInAnyOrderElementsOf(model.keySet());
  }

  @Test
  void aMillionStreamsTakeFortyMegabytes() {
    long before = used();
    for (long key = NOW; key < NOW + 3_000_000; key += 3) {
      streams.put(key, new Packed(new long[] {key / 100}, 0, new Age(NOW, NOW)));
    }
    assertThat(used() - before).isLessThan(40_000_000);
    assertThat(streams.get(NOW + 2_999_997)).isNotNull();
  }

  private static long used() {
    System.gc();
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }

  private static Packed packed(Random random) {
    long[] entries = new long[1 + random.nextInt(4)];
    long entry = random.nextLong(1L << 40);
    for (int i = 0; i < entries.length; i++) {
      entries[i] = entry;
      entry += 1 + random.nextLong(1L << random.nextInt(1, 30));
    }
    return random.nextBoolean()
        ? new Packed(entries, 1 + random.nextLong(1L << 40), Age.NONE)
        : new Packed(entries, 0, new Age(NOW, NOW - random.nextInt(1_000_000)));
  }

  @Test
  void anAgeIsKeptToTheMillisecondOrWhereItIsLongToTheSecond() {
    for (long open : new long[] {0, 1, 999, 1_048_575, 1_048_576, 5_000_000, 86_400_123}) {
      Age kept = Age.ofBits(new Age(NOW, NOW - open).toBits());
      assertThat(kept.lastAppend()).isEqualTo(NOW);
      assertThat(kept.openSince()).isBetween(NOW - open, NOW - open + (open > 1_048_575 ? 999 : 0));
    }
    assertThat(Age.ofBits(Age.NONE.toBits())).isEqualTo(Age.NONE);
    assertThat(Age.NONE.isDue(new SealCutoff(NOW, NOW, NOW))).isFalse();
  }

  @Test
  void idleStreamsAreFound() {
    streams.put(1, new Packed(new long[] {5}, 0, new Age(NOW, NOW)));
    streams.put(2, new Packed(new long[] {5}, 0, new Age(NOW + 1, NOW - 5_000)));
    streams.put(3, new Packed(new long[] {5}, 7, Age.NONE));
    assertThat(streams.due(new SealCutoff(NOW + 1, 0, NOW + 1), 10)).containsExactly(1L);
    assertThat(streams.due(new SealCutoff(NOW + 2, 0, NOW + 1), 10))
        .containsExactlyInAnyOrder(1L, 2L);
    assertThat(streams.due(new SealCutoff(NOW + 2, 0, NOW + 1), 1)).hasSize(1);
    assertThat(streams.due(new SealCutoff(0, NOW - 4_999, NOW + 1), 10)).containsExactly(2L);
    assertThat(streams.due(new SealCutoff(NOW, NOW - 5_000, NOW + 1), 10)).isEmpty();
    assertThat(streams.due(new SealCutoff(0, 0, NOW), 10))
        .as("of a clock that was set back")
        .containsExactly(2L);
  }

  @Test
  void countersOfRowsFindTheFirst() {
    Random random = new Random(3);
    EntryCounts counts = new EntryCounts();
    TreeMap<Long, Integer> model = new TreeMap<>();
    assertThat(counts.first(77)).isEqualTo(77);
    for (int i = 0; i < 50_000; i++) {
      long entry = random.nextInt(200);
      if (random.nextInt(5) < 2 || !model.containsKey(entry)) {
        counts.add(entry);
        model.merge(entry, 1, Integer::sum);
      } else {
        counts.remove(entry);
        model.computeIfPresent(entry, (row, count) -> count == 1 ? null : count - 1);
      }
      assertThat(counts.first(-1)).isEqualTo(model.isEmpty() ? -1 : model.firstKey());
    }
  }

  @Test
  void turnsAreKeptInOrder() {
    PendingTurns turns = new PendingTurns();
    List<Long> numbers = new ArrayList<>();
    for (long key = 0; key < 1_000; key++) {
      numbers.add(turns.add(key));
    }
    for (int i = 0; i < 1_000; i++) {
      if (i % 50 != 7) {
        turns.remove(numbers.get(i));
      }
    }
    List<Long> keys = new ArrayList<>();
    for (var next = turns.from(1);
        !next.isEmpty();
        next = turns.from(next.getLast().number() + 1)) {
      next.forEach(turn -> keys.add(turn.key()));
    }
    assertThat(keys).hasSize(20).isSorted().startsWith(7L, 57L);
  }
}
