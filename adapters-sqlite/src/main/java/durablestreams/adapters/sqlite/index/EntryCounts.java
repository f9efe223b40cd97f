package durablestreams.adapters.sqlite.index;

import java.util.TreeMap;

/**
 * Counters by row of the hot log, of which those above zero are kept, four bytes each where they
 * stand close together. Not for use by several threads.
 */
final class EntryCounts {

  private static final int BITS = 4;
  private static final int MASK = (1 << BITS) - 1;

  private final TreeMap<Long, int[]> chunks = new TreeMap<>();

  void add(long entry) {
    chunks.computeIfAbsent(entry >> BITS, chunk -> new int[1 << BITS])[(int) entry & MASK]++;
  }

  void remove(long entry) {
    int[] counts = chunks.get(entry >> BITS);
    if (counts == null || counts[(int) entry & MASK] == 0) {
      throw new IllegalStateException("row " + entry + " of the hot log was not counted");
    }
    counts[(int) entry & MASK]--;
    if (first(counts) < 0) {
      chunks.remove(entry >> BITS);
    }
  }

  /** The least row that is counted, or {@code otherwise} without one. */
  long first(long otherwise) {
    var chunk = chunks.firstEntry();
    return chunk == null ? otherwise : (chunk.getKey() << BITS) + first(chunk.getValue());
  }

  private static int first(int[] counts) {
    for (int i = 0; i < counts.length; i++) {
      if (counts[i] > 0) {
        return i;
      }
    }
    return -1;
  }
}
