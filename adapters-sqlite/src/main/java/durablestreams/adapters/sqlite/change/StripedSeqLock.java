package durablestreams.adapters.sqlite.change;

import durablestreams.domain.stream.StreamKey;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Sequence lock by which a reader detects that a commit changed a stream while it looked at the
 * tables and then at the memory on top of them, which no snapshot of the database covers.
 *
 * <p>The version of a stream is odd from before a commit that changes more than the log until the
 * index in memory shows that commit too. Several streams share one; that costs a second look at
 * most.
 */
public final class StripedSeqLock {

  private static final int STRIPES = 16_384;

  private final AtomicLongArray versions = new AtomicLongArray(STRIPES);

  /** Those that are odd now; only the committing thread uses it. */
  private final List<Integer> open = new ArrayList<>();

  private static int of(long key) {
    return (int) (key % STRIPES);
  }

  public void begin(StreamKey key) {
    int stripe = of(key.value());
    if (versions.get(stripe) % 2 == 0) {
      versions.incrementAndGet(stripe);
      open.add(stripe);
    }
  }

  public void endAll() {
    open.forEach(versions::incrementAndGet);
    open.clear();
  }

  public long now(StreamKey key) {
    return versions.get(of(key.value()));
  }

  public static boolean isQuiet(long version) {
    return version % 2 == 0;
  }
}
