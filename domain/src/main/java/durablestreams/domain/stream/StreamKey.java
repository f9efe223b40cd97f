package durablestreams.domain.stream;

/**
 * Unique number of one incarnation of a stream, never reused, not even after a delete.
 *
 * <p>Rows, object names, cache entries and entity tags contain it, so a stream that is deleted and
 * created again never sees data of its predecessor.
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
