package durablestreams.domain.stream;

/**
 * Highest {@code Stream-Seq} that a stream has accepted, or {@link #NONE}. The scope is the stream;
 * the order is that of the bytes (protocol, section 5.2).
 */
public record StreamSeq(String value) implements Comparable<StreamSeq> {

  /** Sorts before every value a client can send. */
  public static final StreamSeq NONE = new StreamSeq("");

  /** The longest accepted value, in characters. */
  public static final int MAX_LENGTH = 256;

  public StreamSeq {
    if (value.length() > MAX_LENGTH) {
      throw new IllegalArgumentException("Stream-Seq has at most " + MAX_LENGTH + " characters");
    }
  }

  /** Header text has one character a byte, so the order of characters is the order of bytes. */
  @Override
  public int compareTo(StreamSeq other) {
    return value.compareTo(other.value);
  }
}
