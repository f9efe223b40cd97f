package durablestreams.application.read;

import durablestreams.domain.stream.StreamKey;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;

/**
 * Cache of recently looked-up ranges (segments or objects) of streams. Sequential reads need the
 * next range soon, so ranges are looked up several at a time.
 *
 * <p>The least recently used streams are evicted.
 */
final class RangeCache<T> {

  private static final int MAX_STREAMS = 256;

  private final ToLongFunction<T> start;
  private final ToLongFunction<T> end;
  private final Map<StreamKey, List<T>> pieces =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<StreamKey, List<T>> eldest) {
          return size() > MAX_STREAMS;
        }
      };

  RangeCache(ToLongFunction<T> start, ToLongFunction<T> end) {
    this.start = start;
    this.end = end;
  }

  /** Replaces the known ranges of a stream by adjacent ones. */
  synchronized void put(StreamKey key, List<T> found) {
    if (found.isEmpty()) {
      pieces.remove(key);
    } else {
      pieces.put(key, found);
    }
  }

  /** The range that holds {@code position} and the known ranges after it; empty if unknown. */
  List<T> from(StreamKey key, long position) {
    List<T> known = known(key);
    for (int i = 0; i < known.size(); i++) {
      T piece = known.get(i);
      if (start.applyAsLong(piece) <= position && position < end.applyAsLong(piece)) {
        return known.subList(i, known.size());
      }
    }
    return List.of();
  }

  /** The first known range that matches. */
  Optional<T> first(StreamKey key, Predicate<T> isIt) {
    return known(key).stream().filter(isIt).findFirst();
  }

  private synchronized List<T> known(StreamKey key) {
    return pieces.getOrDefault(key, List.of());
  }
}
