package durablestreams.domain.segment;

import durablestreams.domain.stream.StreamKey;

/**
 * Immutable object in the archive: the frames of one or more sealed segments of a stream, which are
 * adjacent and numbered without a gap.
 *
 * @param name its name in the archive, see {@link SegmentObjectName}
 * @param start the position of its first unit
 * @param end the position after its last unit
 * @param size bytes
 * @param crc32c of all its bytes
 * @param index where its blocks begin
 */
public record StoredObject(
    StreamKey key,
    String name,
    long firstSegment,
    long lastSegment,
    long start,
    long end,
    long size,
    int crc32c,
    FrameIndex index) {

  /** Its span, without its name and what its bytes are. */
  public ObjectSpan span() {
    return new ObjectSpan(key, firstSegment, lastSegment, start, end, size);
  }

  /** How many segments it holds. */
  public long segments() {
    return lastSegment - firstSegment + 1;
  }
}
