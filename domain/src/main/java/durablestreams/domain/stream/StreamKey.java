package durablestreams.domain.stream;

/**
 * One incarnation of a stream: a number that is given once and never again, not even after a
 * delete.
 *
 * <p>Rows, object names, cache entries and entity tags carry it, so a stream that is deleted and
 * created again can never meet what its predecessor left behind.
 */
public record StreamKey(long value) implements Comparable<StreamKey> {

  public StreamKey {
    if (value <= 0) {
      throw new IllegalArgumentException("a stream key is positive, not " + value);
    }
  }

  @Override
  public int compareTo(StreamKey other) {
    return Long.compare(value, other.value);
  }

  @Override
  public String toString() {
    return Long.toString(value);
  }
}
