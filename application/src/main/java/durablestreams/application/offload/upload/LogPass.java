package durablestreams.application.offload.upload;

import durablestreams.application.memory.Lease;
import durablestreams.application.memory.MemoryBudget;
import durablestreams.application.memory.Share;
import durablestreams.application.port.StreamStore;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Pass over the hot log that gathers the segments of several streams, as many as the memory budget
 * has room for. Streams that are written in turns share rows, and each row is read once for all of
 * them.
 */
public final class LogPass {

  /** Bytes of messages after which the pass pauses. */
  private static final int STEP_BYTES = 1 << 20;

  private final StreamStore store;
  private final MemoryBudget memory;
  private final LongConsumer scanned;

  /**
   * @param scanned is told how many bytes of the log were read
   */
  public LogPass(StreamStore store, MemoryBudget memory, LongConsumer scanned) {
    this.store = store;
    this.memory = memory;
    this.scanned = scanned;
  }

  /** Room for the frames of {@code run}; {@code null} if there is none, or never will be. */
  public @Nullable Lease lease(GatheredRun run) {
    return memory.tryTake(Share.UPLOADS, run.size());
  }

  /** Gathers the runs; what is not complete afterwards is to be read alone. */
  public void gather(List<GatheredRun> runs, Throttle throttle) throws InterruptedException {
    List<GatheredRun> open = new ArrayList<>(runs);
    while (!open.isEmpty()) {
      long start = System.nanoTime();
      long before = gathered(open);
      long read =
          store.scanHot(
              open.stream().map(GatheredRun::rest).toList(),
              STEP_BYTES,
              (range, from, batch) -> open.get(range).add(from, batch));
      scanned.accept(read);
      if (gathered(open) == before) {
        break;
      }
      open.removeIf(GatheredRun::isAtEnd);
      throttle.after(start);
    }
    open.forEach(GatheredRun::clear);
  }

  private static long gathered(List<GatheredRun> runs) {
    return runs.stream().mapToLong(GatheredRun::gathered).sum();
  }
}
