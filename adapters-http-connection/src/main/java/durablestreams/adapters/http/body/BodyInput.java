package durablestreams.adapters.http.body;

/** Body of a request that is read piece by piece, for one that is passed on. */
@FunctionalInterface
public interface BodyInput {

  /**
   * Reads a piece of at most {@code count} bytes into {@code target}.
   *
   * @return the length of the piece, or -1 at the end of the body
   * @throws durablestreams.adapters.http.errors.HttpProblem when the body is too large, too slow,
   *     or not what the head announced
   */
  int read(byte[] target, int from, int count);
}
