package durablestreams.application.offload;

import durablestreams.application.memory.Lease;
import durablestreams.application.memory.MemoryBudget;
import durablestreams.application.memory.Share;
import durablestreams.application.port.StreamStore;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Pass over the hot log that gathers the segments of several streams, as many as the memory budget
 * has room for. Streams that are written in turns share rows, and each row is read once for all of
 * them.
 */
final class LogPass {

  /** Bytes of messages after which the pass pauses. */
  private static final int STEP_BYTES = 1 << 20;

  private final StreamStore store;
  private final MemoryBudget memory;
  private final ArchiveMetrics metrics;

  LogPass(StreamStore store, MemoryBudget memory, ArchiveMetrics metrics) {
    this.store = store;
    this.memory = memory;
    this.metrics = metrics;
  }

  /** Room for the frames of {@code run}; {@code null} if there is none, or never will be. */
  @Nullable Lease lease(GatheredRun run) {
    return memory.tryTake(Share.UPLOADS, run.size());
  }

  /** Gathers the runs; what is not complete afterwards is to be read alone. */
  void gather(List<GatheredRun> runs, Throttle rest) throws InterruptedException {
    List<GatheredRun> open = new ArrayList<>(runs);
    while (!open.isEmpty()) {
      long start = System.nanoTime();
      long before = gathered(open);
      long read =
          store.scanHot(
              open.stream().map(GatheredRun::rest).toList(),
              STEP_BYTES,
              (range, from, batch) -> open.get(range).add(from, batch));
      metrics.scanned(read);
      if (gathered(open) == before) {
        break;
      }
      open.removeIf(GatheredRun::isAtEnd);
      rest.after(start);
    }
    open.forEach(GatheredRun::clear);
  }

  private static long gathered(List<GatheredRun> runs) {
    return runs.stream().mapToLong(GatheredRun::gathered).sum();
  }
}
