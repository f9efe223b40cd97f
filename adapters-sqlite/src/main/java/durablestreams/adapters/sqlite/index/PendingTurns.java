package durablestreams.adapters.sqlite.index;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;

/**
 * Queue of the streams that have pending segments, in the order of their turns: eight bytes for
 * each where turns stand close together. Safe for use by several threads.
 */
final class PendingTurns {

  private static final int BITS = 5;
  private static final int SIZE = 1 << BITS;
  private static final long NONE = -1;

  /** Keys by turn. */
  private final TreeMap<Long, long[]> chunks = new TreeMap<>();

  private long turns;

  /** Puts a stream at the end; gives its turn, which is above zero. */
  synchronized long add(long key) {
    long turn = ++turns;
    chunks.computeIfAbsent(turn >> BITS, number -> empty())[at(turn)] = key;
    return turn;
  }

  private static long[] empty() {
    long[] keys = new long[SIZE];
    Arrays.fill(keys, NONE);
    return keys;
  }

  synchronized void remove(long turn) {
    long[] keys = chunks.get(turn >> BITS);
    if (keys == null) {
      return;
    }
    keys[at(turn)] = NONE;
    for (long key : keys) {
      if (key != NONE) {
        return;
      }
    }
    chunks.remove(turn >> BITS);
  }

  private static int at(long turn) {
    return (int) turn & SIZE - 1;
  }

  /** The keys of the first streams with turns from {@code turn} on, some of them, with turns. */
  synchronized List<Turn> from(long turn) {
    List<Turn> found = new ArrayList<>(SIZE);
    for (var chunk = chunks.ceilingEntry(turn >> BITS);
        chunk != null && found.isEmpty();
        chunk = chunks.higherEntry(chunk.getKey())) {
      for (int at = 0; at < SIZE; at++) {
        long number = (chunk.getKey() << BITS) + at;
        if (chunk.getValue()[at] != NONE && number >= turn) {
          found.add(new Turn(number, chunk.getValue()[at]));
        }
      }
    }
    return found;
  }

  /** A stream and its turn. */
  record Turn(long number, long key) {}
}
