package durablestreams.application.read;

import durablestreams.domain.message.MessageBatch;
import java.util.ArrayList;
import java.util.List;

/**
 * Joins the small batches of a page that is kept. A page of short appends would otherwise be
 * thousands of objects, which take more memory than their bytes and time in every delivery.
 */
final class FewBatches {

  /** A batch of so many bytes stays as it is: copying it would cost more than it saves. */
  static final int LARGE_BYTES = 8 << 10;

  /** The most bytes of a joined batch; collectors move arrays of this size like any other. */
  static final int MAX_BYTES = 256 << 10;

  private final List<MessageBatch> few = new ArrayList<>();
  private final List<MessageBatch> run = new ArrayList<>();
  private int runBytes;

  private FewBatches() {}

  /** The same messages in the same order. */
  static List<MessageBatch> of(List<MessageBatch> batches) {
    FewBatches joining = new FewBatches();
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
      few.add(run.size() == 1 ? run.getFirst() : MessageBatch.joined(run));
      run.clear();
      runBytes = 0;
    }
  }
}
