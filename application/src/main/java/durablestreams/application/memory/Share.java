package durablestreams.application.memory;

/**
 * Part of the memory budget with one purpose. Each share is a fixed fraction, so one purpose cannot
 * starve another.
 */
public enum Share {
  /** Request bodies of at most {@link #SMALL_APPEND_BYTES}, from the socket to the commit. */
  SMALL_APPENDS(6),
  /** Larger request bodies, and the message index of their JSON. */
  LARGE_BODIES(30),
  /** Pages, frames and compressed copies on their way to clients. */
  RESPONSES(16),
  /** Recent batches of followed streams. */
  TAIL_WINDOWS(12),
  /** State of warm streams: entry, lineage, producers. */
  WARM_STREAMS(18),
  /** Whole pages that readers share. */
  PAGE_CACHE(14),
  /** Decoded blocks of archived objects that readers share. */
  BLOCK_CACHE(4);

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
