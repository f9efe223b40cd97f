package durablestreams.adapters.http.connection.waits;

/**
 * Time limits for a peer, in nanoseconds.
 *
 * @param request for a header section in all, and for the next bytes of a body
 * @param write for a client to take what is written
 * @param idle between two requests
 */
public record Timeouts(long request, long write, long idle) {

  /** How often to look, so that a timeout is met within a quarter of itself. */
  public long period() {
    return Math.clamp(Math.min(request, Math.min(write, idle)) / 4, 10_000_000L, 1_000_000_000L);
  }
}
