package durablestreams.adapters.sqlite.index;

import durablestreams.adapters.sqlite.schema.Varints;
import durablestreams.domain.segment.SealCutoff;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Map from the keys of streams that are not in use to the rows of the hot log that they need: some
 * 35 bytes for a stream with one row. Everything else about such a stream is read from the file
 * when it is needed.
 *
 * <p>One thread changes it; any thread may look.
 */
final class PackedStreams {

  /** Tables that grow one by one, so that little is copied at a time. */
  private static final int TABLES = 1 << 10;

  private static final long GOLDEN_RATIO = 0x9E3779B97F4A7C15L;

  /**
   * What is known of one stream.
   *
   * @param entries its rows, ascending; at least one
   * @param turn its place among the streams with pending segments, or 0 without one
   * @param age of its open segment; nothing where it has a turn
   */
  record Packed(long[] entries, long turn, Age age) {

    boolean has(long entry) {
      return Arrays.binarySearch(entries, entry) >= 0;
    }

    boolean isSame(@Nullable Packed other) {
      return other != null
          && turn == other.turn
          && age.equals(other.age)
          && Arrays.equals(entries, other.entries);
    }
  }

  /**
   * Age of an open segment, in milliseconds since 1970.
   *
   * @param lastAppend when it was appended to last
   * @param openSince when it began; later by less than a second where that is long before
   */
  record Age(long lastAppend, long openSince) {

    /** That of a segment without messages, which is never old. */
    static final Age NONE = new Age((1L << 42) - 1, (1L << 42) - 1);

    private static final int DELTA_BITS = 20;
    private static final int MOST_DELTA = (1 << DELTA_BITS) - 1;

    /** Both in 63 bits. */
    long toBits() {
      long last = Math.clamp(lastAppend, 0, NONE.lastAppend);
      long delta = Math.max(0, lastAppend - openSince);
      long inSeconds = delta > MOST_DELTA ? 1 : 0;
      long kept = inSeconds == 0 ? delta : Math.min(delta / 1_000, MOST_DELTA);
      return last << DELTA_BITS + 1 | inSeconds << DELTA_BITS | kept;
    }

    static Age ofBits(long bits) {
      long last = bits >> DELTA_BITS + 1;
      long delta = bits & MOST_DELTA;
      boolean inSeconds = (bits >> DELTA_BITS & 1) == 1;
      return new Age(last, last - (inSeconds ? delta * 1_000 : delta));
    }

    boolean isDue(SealCutoff cutoff) {
      return lastAppend < NONE.lastAppend && cutoff.isDue(openSince, lastAppend);
    }
  }

  /** Hash table with linear probing: three numbers for each stream. */
  private static final class Table {
    private static final int FIELDS = 3;
    private static final long[] EMPTY = {};

    /**
     * Key, first row plus one, and turn or the complement of the age; the second is 0 in a slot
     * that is free.
     */
    private long[] slots = EMPTY;

    /** The differences between the rows of a stream that has several. */
    private byte @Nullable [] @Nullable [] more;

    private int count;

    synchronized void put(long key, Packed packed) {
      assert isAscending(packed.entries()) : "rows are not in order";
      if (find(key) < 0 && 5L * (count + 1) > 4L * capacity()) {
        resize(capacity() + (capacity() >> 2) + 4);
      }
      int at = find(key);
      if (at < 0) {
        at = ~at;
        count++;
      }
      set(
          at,
          key,
          packed.entries()[0] + 1,
          packed.turn() > 0 ? packed.turn() : ~packed.age().toBits(),
          packed.entries().length > 1 ? differences(packed.entries()) : null);
      assert find(key) == at : "a stream is not where look-ups find it";
    }

    private static boolean isAscending(long[] entries) {
      for (int i = 1; i < entries.length; i++) {
        if (entries[i] <= entries[i - 1]) {
          return false;
        }
      }
      return entries.length > 0;
    }

    private int capacity() {
      return slots.length / FIELDS;
    }

    /** The slot of a key, or the complement of the free one where it would be. */
    private int find(long key) {
      int capacity = capacity();
      if (capacity == 0) {
        return ~0;
      }
      int at = home(key);
      while (slots[at * FIELDS + 1] != 0) {
        if (slots[at * FIELDS] == key) {
          return at;
        }
        at = at + 1 == capacity ? 0 : at + 1;
      }
      return ~at;
    }

    private int home(long key) {
      return (int) ((mixed(key) >>> 20 & Integer.MAX_VALUE) % capacity());
    }

    private void set(int at, long key, long first, long state, byte @Nullable [] differences) {
      slots[at * FIELDS] = key;
      slots[at * FIELDS + 1] = first;
      slots[at * FIELDS + 2] = state;
      if (differences != null && more == null) {
        more = new byte[capacity()][];
      }
      if (more != null) {
        more[at] = differences;
      }
    }

    private void resize(int capacity) {
      long[] old = slots;
      byte[][] oldMore = more;
      slots = new long[capacity * FIELDS];
      more = oldMore == null ? null : new byte[capacity][];
      for (int i = 0; i < old.length / FIELDS; i++) {
        if (old[i * FIELDS + 1] != 0) {
          byte[] differences = oldMore == null ? null : oldMore[i];
          long key = old[i * FIELDS];
          set(~find(key), key, old[i * FIELDS + 1], old[i * FIELDS + 2], differences);
        }
      }
    }

    synchronized @Nullable Packed get(long key) {
      int at = find(key);
      return at < 0 ? null : packed(at);
    }

    private Packed packed(int at) {
      long state = slots[at * FIELDS + 2];
      return new Packed(entries(at), Math.max(0, state), state > 0 ? Age.NONE : Age.ofBits(~state));
    }

    private long[] entries(int at) {
      long first = slots[at * FIELDS + 1] - 1;
      byte[] differences = more == null ? null : more[at];
      if (differences == null) {
        return new long[] {first};
      }
      int rows = 1;
      for (byte b : differences) {
        rows += b >= 0 ? 1 : 0;
      }
      long[] entries = new long[rows];
      entries[0] = first;
      Varints.Reader reader = new Varints.Reader(differences);
      for (int i = 1; i < rows; i++) {
        entries[i] = entries[i - 1] + reader.next();
      }
      return entries;
    }

    private static byte[] differences(long[] entries) {
      Varints.Writer writer = new Varints.Writer(entries.length * 4);
      for (int i = 1; i < entries.length; i++) {
        writer.put(entries[i] - entries[i - 1]);
      }
      return writer.toByteArray();
    }

    synchronized void remove(long key) {
      int free = find(key);
      if (free < 0) {
        return;
      }
      count--;
      int capacity = capacity();
      for (int at = (free + 1) % capacity;
          slots[at * FIELDS + 1] != 0;
          at = at + 1 == capacity ? 0 : at + 1) {
        int passed = Math.floorMod(at - home(slots[at * FIELDS]), capacity);
        if (passed >= Math.floorMod(at - free, capacity)) {
          byte[] differences = more == null ? null : more[at];
          set(
              free,
              slots[at * FIELDS],
              slots[at * FIELDS + 1],
              slots[at * FIELDS + 2],
              differences);
          free = at;
        }
      }
      set(free, 0, 0, 0, null);
      assert find(key) < 0 : "a key was there twice";
      if (count < capacity / 3) {
        resize(count + (count >> 2) + 1);
      }
    }

    synchronized void forEach(LongConsumer keys) {
      for (int at = 0; at < capacity(); at++) {
        if (slots[at * FIELDS + 1] != 0) {
          keys.accept(slots[at * FIELDS]);
        }
      }
    }

    synchronized void due(SealCutoff cutoff, int limit, List<Long> keys) {
      for (int at = 0; at < capacity() && keys.size() < limit; at++) {
        long state = slots[at * FIELDS + 2];
        if (state < 0 && Age.ofBits(~state).isDue(cutoff)) {
          keys.add(slots[at * FIELDS]);
        }
      }
    }
  }

  private final Table[] tables = new Table[TABLES];

  PackedStreams() {
    Arrays.setAll(tables, i -> new Table());
  }

  private static long mixed(long key) {
    return key * GOLDEN_RATIO;
  }

  private Table table(long key) {
    return tables[(int) (mixed(key) >>> 54)];
  }

  void put(long key, Packed packed) {
    table(key).put(key, packed);
  }

  @Nullable Packed get(long key) {
    return table(key).get(key);
  }

  void remove(long key) {
    table(key).remove(key);
  }

  /** The keys of at most {@code limit} streams with an open segment that is sealed by now. */
  List<Long> due(SealCutoff cutoff, int limit) {
    List<Long> keys = new ArrayList<>();
    for (Table table : tables) {
      table.due(cutoff, limit, keys);
    }
    return keys;
  }

  void forEach(LongConsumer keys) {
    for (Table table : tables) {
      table.forEach(keys);
    }
  }
}
