package durablestreams.application.memory;

/**
 * Part of the memory budget with one purpose. Each share is a fixed fraction, so one purpose cannot
 * starve another.
 */
public enum Share {
  /** Request bodies of at most {@link #SMALL_APPEND_BYTES}, from the socket to the commit. */
  SMALL_APPENDS(6),
  /** Larger request bodies. */
  LARGE_BODIES(24),
  /**
   * Indexes of the messages of JSON arrays, and the copies that are made of those arrays. Apart
   * from the bodies, so that bodies in memory never keep each other from being parsed.
   */
  MESSAGE_INDEXES(16),
  /** Pages, frames and compressed copies on their way to clients. */
  RESPONSES(12),
  /** Recent batches of followed streams. */
  TAIL_WINDOWS(8),
  /** State of warm streams: entry, lineage, producers. */
  WARM_STREAMS(14),
  /** Whole pages that readers share, most of them outside of the heap. */
  PAGE_CACHE(10),
  /** Decoded blocks of archived objects that readers share. */
  BLOCK_CACHE(4),
  /** Sealed segments of several streams on their way to the archive. */
  UPLOADS(6);

  /** The largest body that is leased from {@link #SMALL_APPENDS}. */
  public static final int SMALL_APPEND_BYTES = 64 << 10;

  private final int percent;

  Share(int percent) {
    this.percent = percent;
  }

  /** The share of a request body whose size is known or reached. */
  public static Share ofBody(long bytes) {
    return bytes <= SMALL_APPEND_BYTES ? SMALL_APPENDS : LARGE_BODIES;
  }

  long of(long total) {
    return total / 100 * percent;
  }
}
