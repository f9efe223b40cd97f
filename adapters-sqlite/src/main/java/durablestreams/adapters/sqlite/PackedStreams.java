package durablestreams.adapters.sqlite;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Map from the keys of streams that are not in use to the rows of the hot log that they need: 16
 * bytes for a stream with one row where keys are dense, as those of new streams are. Everything
 * else about such a stream is read from the file when it is needed.
 *
 * <p>One thread changes it; any thread may look.
 */
final class PackedStreams {

  private static final int BITS = 6;
  private static final int SIZE = 1 << BITS;

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

    boolean isIdle(long lastBefore, long firstBefore, long notAfter) {
      return lastAppend < lastBefore
          || openSince < firstBefore
          || (lastAppend > notAfter && lastAppend < NONE.lastAppend);
    }
  }

  /** Streams with consecutive keys. */
  private static final class Chunk {
    /** The first row of each, plus one; 0 for a key that is not here. */
    private final long[] first = new long[SIZE];

    /** The turn, or the complement of the age. */
    private final long[] state = new long[SIZE];

    /** The differences between the rows of a stream that has several. */
    private byte @Nullable [] @Nullable [] more;

    private int count;

    synchronized void put(int at, Packed packed) {
      count += first[at] == 0 ? 1 : 0;
      first[at] = packed.entries()[0] + 1;
      state[at] = packed.turn() > 0 ? packed.turn() : ~packed.age().toBits();
      boolean several = packed.entries().length > 1;
      if (several && more == null) {
        more = new byte[SIZE][];
      }
      if (more != null) {
        more[at] = several ? differences(packed.entries()) : null;
      }
    }

    synchronized @Nullable Packed get(int at) {
      if (first[at] == 0) {
        return null;
      }
      long turn = Math.max(0, state[at]);
      return new Packed(entries(at), turn, turn > 0 ? Age.NONE : Age.ofBits(~state[at]));
    }

    private long[] entries(int at) {
      byte[] differences = more == null ? null : more[at];
      if (differences == null) {
        return new long[] {first[at] - 1};
      }
      int rows = 1;
      for (byte b : differences) {
        rows += b >= 0 ? 1 : 0;
      }
      long[] entries = new long[rows];
      entries[0] = first[at] - 1;
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

    /** Whether nothing is left. */
    synchronized boolean remove(int at) {
      count -= first[at] == 0 ? 0 : 1;
      first[at] = 0;
      if (more != null) {
        more[at] = null;
      }
      return count == 0;
    }

    synchronized boolean isIdle(int at, long lastBefore, long firstBefore, long notAfter) {
      return first[at] > 0
          && state[at] < 0
          && Age.ofBits(~state[at]).isIdle(lastBefore, firstBefore, notAfter);
    }
  }

  private final ConcurrentHashMap<Long, Chunk> chunks = new ConcurrentHashMap<>();

  void put(long key, Packed packed) {
    chunks.computeIfAbsent(key >> BITS, number -> new Chunk()).put(at(key), packed);
  }

  @Nullable Packed get(long key) {
    Chunk chunk = chunks.get(key >> BITS);
    return chunk == null ? null : chunk.get(at(key));
  }

  void remove(long key) {
    Chunk chunk = chunks.get(key >> BITS);
    if (chunk != null && chunk.remove(at(key))) {
      chunks.remove(key >> BITS);
    }
  }

  private static int at(long key) {
    return (int) key & SIZE - 1;
  }

  /**
   * The keys of at most {@code limit} streams with an open segment that is that old, or that was
   * appended to after {@code notAfter}.
   */
  List<Long> idle(long lastBefore, long firstBefore, long notAfter, int limit) {
    List<Long> keys = new ArrayList<>();
    for (var next : chunks.entrySet()) {
      for (int at = 0; at < SIZE && keys.size() < limit; at++) {
        if (next.getValue().isIdle(at, lastBefore, firstBefore, notAfter)) {
          keys.add((next.getKey() << BITS) + at);
        }
      }
      if (keys.size() >= limit) {
        break;
      }
    }
    return keys;
  }

  void forEach(LongConsumer keys) {
    chunks.forEach((number, chunk) -> {
      for (int at = 0; at < SIZE; at++) {
        if (chunk.get(at) != null) {
          keys.accept((number << BITS) + at);
        }
      }
    });
  }
}
