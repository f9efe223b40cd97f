package durablestreams.adapters.sqlite;

/** How much of the hot log is needed: rows, their payload bytes, and what of that is sealed. */
record HotCount(long rows, long bytes, long waitingSegments, long waitingBytes) {

  static final HotCount NONE = new HotCount(0, 0, 0, 0);

  HotCount plus(HotCount other) {
    return new HotCount(
        rows + other.rows,
        bytes + other.bytes,
        waitingSegments + other.waitingSegments,
        waitingBytes + other.waitingBytes);
  }

  HotCount minus(HotCount other) {
    return new HotCount(
        rows - other.rows,
        bytes - other.bytes,
        waitingSegments - other.waitingSegments,
        waitingBytes - other.waitingBytes);
  }

  HotCount plusRow(long payloadBytes) {
    return new HotCount(rows + 1, bytes + payloadBytes, waitingSegments, waitingBytes);
  }
}
