package durablestreams.application.offload;

import java.time.Duration;

/**
 * Settings of the background work of the cold tier.
 *
 * @param maxObjectBytes adjacent segments are uploaded as one object up to this size, and small
 *     objects compacted up to it
 * @param uploadDelay how long a sealed segment may wait for adjacent ones
 * @param parallelUploads maximum concurrent uploads, and maximum concurrent removals; an upload
 *     takes a few hundred KiB, or its whole object if that is small. Use 1 for an archive on the
 *     disk of the hot log: uploads sync files too, and delay commits
 * @param sealIdleAfter time since the last append after which an open segment is sealed
 * @param sealAfter time since the first append after which an open segment is sealed
 * @param compactFrom compact once this many adjacent small objects exist
 * @param compactBelow size below which an object counts as small, in bytes
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

  /** Maximum segments per object, because their sizes are part of its description. */
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
}
