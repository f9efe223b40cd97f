package durablestreams.application.read;

import durablestreams.domain.message.JoinedMessages;
import durablestreams.domain.message.MessageBatch;
import java.util.ArrayList;
import java.util.List;

/**
 * Coalescing of the small batches of a cached page. A page of short appends would otherwise be
 * thousands of objects, which cost more memory than their bytes, and time in every delivery.
 */
final class BatchCoalescer {

  /** Size from which a batch is not copied, in bytes: copying would cost more than it saves. */
  static final int LARGE_BYTES = 8 << 10;

  /**
   * Maximum size of a joined batch, in bytes; small enough to be an ordinary object for the garbage
   * collector.
   */
  static final int MAX_BYTES = 256 << 10;

  private final List<MessageBatch> few = new ArrayList<>();
  private final List<MessageBatch> run = new ArrayList<>();
  private int runBytes;

  private BatchCoalescer() {}

  /** The same messages in the same order. */
  static List<MessageBatch> of(List<MessageBatch> batches) {
    BatchCoalescer joining = new BatchCoalescer();
    batches.forEach(joining::add);
    joining.endRun();
    return joining.few;
  }

  private void add(MessageBatch batch) {
    if (batch.length() >= LARGE_BYTES) {
      endRun();
      few.add(batch);
      return;
    }
    int withComma = batch.length() + 1;
    if (runBytes + withComma > MAX_BYTES) {
      endRun();
    }
    run.add(batch);
    runBytes += withComma;
  }

  private void endRun() {
    if (!run.isEmpty()) {
      few.add(run.size() == 1 ? run.getFirst() : JoinedMessages.ofBatches(run));
      run.clear();
      runBytes = 0;
    }
  }
}
