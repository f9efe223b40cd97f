package durablestreams.application.sequencer.cache;

import durablestreams.domain.stream.StreamKey;
import durablestreams.domain.stream.StreamPath;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Striped counters of evictions, by name and by key of the stream. Streams that share a stripe cost
 * an entry that is not kept, never a wrong one.
 */
final class LoadStamps {

  private static final int STRIPES = 4_096;

  private final AtomicLongArray stripes = new AtomicLongArray(STRIPES);

  long of(Object name) {
    return stripes.get(stripe(name));
  }

  void raise(StreamKey key, StreamPath path) {
    stripes.incrementAndGet(stripe(key));
    stripes.incrementAndGet(stripe(path));
  }

  private static int stripe(Object name) {
    int hash = name.hashCode();
    return (hash ^ hash >>> 16) & STRIPES - 1;
  }
}
