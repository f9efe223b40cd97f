package durablestreams.adapters.http.exchange;

/**
 * A body without an end in sight. What is appended goes out with the next {@link #flush}, in one
 * piece as far as possible, or before, when it is more than is gathered; unless it says otherwise a
 * method may block, and throws when the client is gone.
 */
public interface LiveOutput {

  default void append(byte[] bytes) {
    append(bytes, 0, bytes.length);
  }

  void append(byte[] bytes, int from, int count);

  /** Whether to append that many bytes is to write, and may block. */
  boolean writesWith(int count);

  /** From now on at most {@code bytes} are gathered before they are written. */
  void gather(int bytes);

  void flush();

  /** Ends the body, after what was appended last. */
  void end();

  /**
   * Allows another thread to write without waiting, until {@link #endNonBlocking}.
   *
   * @return false when that cannot be done here
   */
  default boolean beginNonBlocking() {
    return false;
  }

  /** Ends what {@link #beginNonBlocking} began; the other thread is done by then. */
  default void endNonBlocking() {}

  /** Whether that number of bytes can be appended without waiting. */
  default boolean hasRoomFor(long bytes) {
    return false;
  }

  /**
   * Sends what the client takes of what was appended, without waiting, between {@link
   * #beginNonBlocking} and {@link #endNonBlocking}.
   *
   * @return false when something is left for {@link #flush}
   */
  default boolean flushAtOnce() {
    return false;
  }
}
