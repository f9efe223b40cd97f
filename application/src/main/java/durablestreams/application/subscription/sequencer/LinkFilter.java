package durablestreams.application.subscription.sequencer;

import durablestreams.domain.stream.StreamPath;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Bloom filter of the paths that are linked explicitly: it spares a query for almost every stream
 * that is not. A path is never removed, which costs a needless query now and then.
 */
final class LinkFilter {

  private static final int BITS = 1 << 20;
  private static final long FIRST = 0x9E3779B97F4A7C15L;
  private static final long SECOND = 0xC2B2AE3D27D4EB4FL;

  private final AtomicLongArray words = new AtomicLongArray(BITS / Long.SIZE);

  void add(StreamPath path) {
    set(bit(path, FIRST));
    set(bit(path, SECOND));
  }

  boolean mayHold(StreamPath path) {
    return isSet(bit(path, FIRST)) && isSet(bit(path, SECOND));
  }

  private static int bit(StreamPath path, long factor) {
    return (int) (path.value().hashCode() * factor >>> 44);
  }

  private void set(int bit) {
    words.accumulateAndGet(bit / Long.SIZE, 1L << bit, (word, mask) -> word | mask);
  }

  private boolean isSet(int bit) {
    return (words.get(bit / Long.SIZE) & 1L << bit) != 0;
  }
}
