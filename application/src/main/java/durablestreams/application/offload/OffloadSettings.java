package durablestreams.application.offload;

import java.time.Duration;

/**
 * How the cold tier works in the background.
 *
 * @param maxObjectBytes adjacent segments are uploaded as one object up to this size, and small
 *     objects compacted up to it
 * @param uploadDelay how long a sealed segment may wait for neighbours
 * @param parallelUploads uploads at the same time, and removals; an upload holds a few hundred KiB,
 *     or its whole object when that is small. An archive on the disk of the hot log takes one:
 *     uploads force files as well, and commits wait for those
 * @param sealIdleAfter an open segment is sealed when its last append is that long ago
 * @param sealAfter an open segment is sealed when its first append is that long ago
 * @param compactFrom so many small adjacent objects are worth a compaction
 * @param compactBelow objects smaller than this are small, in bytes
 * @param grace how long an object stays in the archive after nothing refers to it any more
 */
public record OffloadSettings(
    long maxObjectBytes,
    Duration uploadDelay,
    int parallelUploads,
    Duration sealIdleAfter,
    Duration sealAfter,
    int compactFrom,
    long compactBelow,
    Duration grace) {

  /** The most segments one object holds: their sizes stand in its description. */
  public static final int MAX_SEGMENTS_PER_OBJECT = 100;

  public static final OffloadSettings DEFAULT =
      new OffloadSettings(
          32L << 20,
          Duration.ofSeconds(10),
          1,
          Duration.ofSeconds(30),
          Duration.ofMinutes(5),
          8,
          8L << 20,
          Duration.ofHours(24));

  /** Without a grace period. */
  public OffloadSettings(
      long maxObjectBytes,
      Duration uploadDelay,
      int parallelUploads,
      Duration sealIdleAfter,
      Duration sealAfter,
      int compactFrom,
      long compactBelow) {
    this(
        maxObjectBytes,
        uploadDelay,
        parallelUploads,
        sealIdleAfter,
        sealAfter,
        compactFrom,
        compactBelow,
        Duration.ZERO);
  }
}
