package durablestreams.adapters.sqlite.index;

/**
 * Size of the needed part of the hot log.
 *
 * @param rows rows; one that several streams need counts for each
 * @param bytes payload bytes
 * @param pendingSegments sealed segments that no object holds
 * @param pendingBytes what of {@code bytes} is in those
 */
public record HotCount(long rows, long bytes, long pendingSegments, long pendingBytes) {

  static final HotCount NONE = new HotCount(0, 0, 0, 0);

  HotCount plus(HotCount other) {
    return new HotCount(
        rows + other.rows,
        bytes + other.bytes,
        pendingSegments + other.pendingSegments,
        pendingBytes + other.pendingBytes);
  }

  HotCount minus(HotCount other) {
    return new HotCount(
        rows - other.rows,
        bytes - other.bytes,
        pendingSegments - other.pendingSegments,
        pendingBytes - other.pendingBytes);
  }
}
