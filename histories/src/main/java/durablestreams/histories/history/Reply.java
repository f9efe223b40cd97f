package durablestreams.histories.history;

/**
 * Reply to a request, as the client got it.
 *
 * @param end when it arrived; {@link #NEVER} for an outcome that is unknown
 * @param status of HTTP, or 0 without an answer
 * @param next the offset after the content or at the tail, or empty
 * @param upToDate whether the content reached the tail
 * @param closed whether the stream is closed at this place
 */
public record Reply(
    long end,
    Outcome outcome,
    int status,
    String next,
    boolean upToDate,
    boolean closed,
    Content content) {
  public static final long NEVER = Long.MAX_VALUE;

  /** A request without an answer. */
  public static Reply unknown() {
    return new Reply(NEVER, Outcome.UNKNOWN, 0, "", false, false, Content.NONE);
  }

  /** A request that was refused. */
  public static Reply refused(long end, int status) {
    return new Reply(end, Outcome.FAIL, status, "", false, false, Content.NONE);
  }

  /** A change that was acknowledged. */
  public static Reply done(long end, int status, String next) {
    return new Reply(end, Outcome.OK, status, next, false, false, Content.NONE);
  }
}
