package durablestreams.adapters.sqlite;

import durablestreams.domain.stream.StreamKey;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Tells a reader whether a commit changed a stream while it looked at the tables and then at the
 * memory on top of them, which no snapshot of the database covers.
 *
 * <p>A mark is odd from before a commit that changes more than the log until the index in memory
 * shows that commit too. Several streams share a mark; that costs a second look at most.
 */
final class StripedSeqLock {

  private static final int MARKS = 16_384;

  private final AtomicLongArray marks = new AtomicLongArray(MARKS);

  /** Those that are odd now; only the committing thread uses it. */
  private final List<Integer> open = new ArrayList<>();

  private static int of(long key) {
    return (int) (key % MARKS);
  }

  void begin(StreamKey key) {
    int mark = of(key.value());
    if (marks.get(mark) % 2 == 0) {
      marks.incrementAndGet(mark);
      open.add(mark);
    }
  }

  void endAll() {
    open.forEach(marks::incrementAndGet);
    open.clear();
  }

  long now(StreamKey key) {
    return marks.get(of(key.value()));
  }

  static boolean isQuiet(long mark) {
    return mark % 2 == 0;
  }
}
