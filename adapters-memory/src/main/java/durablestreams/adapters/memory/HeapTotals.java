package durablestreams.adapters.memory;

import durablestreams.domain.change.StreamChange;
import durablestreams.domain.segment.SealedSegment;
import java.util.List;

/**
 * Running totals over all streams, and their estimated heap size. Guarded by the lock of its {@link
 * HeapState}.
 */
final class HeapTotals {

  /** Estimates of what small things take on the heap, in bytes. */
  private static final int STREAM_COST = 1_024;

  private static final int ROW_COST = 128;
  private static final int ENTRY_COST = 384;

  long forks;
  long hotRows;
  long hotBytes;
  long pendingSegments;
  long pendingBytes;
  long objects;

  /** Sealed segments and producers. */
  long entries;

  /** About how many bytes changes add. */
  static long growth(List<StreamChange> changes) {
    long growth = 0;
    for (StreamChange change : changes) {
      growth +=
          switch (change) {
            case StreamChange.Created ignored -> STREAM_COST;
            case StreamChange.Appended appended -> ROW_COST + appended.batch().payloadBytes();
            default -> 0;
          };
    }
    return growth;
  }

  /**
   * About how many bytes are held.
   *
   * @param names names and events that are kept besides
   */
  long held(long streams, long names) {
    return hotBytes
        + hotRows * ROW_COST
        + streams * STREAM_COST
        + (entries + objects + names) * ENTRY_COST;
  }

  void add(HeapStream.Row row) {
    hotRows++;
    hotBytes += row.batch().payloadBytes();
  }

  void remove(List<HeapStream.Row> rows) {
    hotRows -= rows.size();
    rows.forEach(row -> hotBytes -= row.batch().payloadBytes());
  }

  void addPending(SealedSegment segment) {
    pendingSegments++;
    pendingBytes += segment.payloadBytes();
  }

  void removePending(SealedSegment segment) {
    pendingSegments--;
    pendingBytes -= segment.payloadBytes();
  }
}
