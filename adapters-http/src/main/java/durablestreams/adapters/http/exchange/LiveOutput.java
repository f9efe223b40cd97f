package durablestreams.adapters.http.exchange;

/**
 * A body without an end in sight. What is appended goes out with the next {@link #flush}, in one
 * piece as far as possible; every method may block, and throws when the client is gone.
 */
public interface LiveOutput {

  void append(byte[] bytes);

  void flush();

  /** Ends the body, after what was appended last. */
  void end();
}
