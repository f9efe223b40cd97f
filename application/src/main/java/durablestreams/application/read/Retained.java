package durablestreams.application.read;

import durablestreams.domain.message.JoinedMessages;
import durablestreams.domain.message.MessageBatch;
import java.util.ArrayList;
import java.util.List;

/** Heap accounting of the messages of a page, which keep more memory than their bytes. */
final class Retained {

  /** A batch and its place in a list. */
  private static final int BATCH_BYTES = 64;

  /** What sharing arrays may cost before the messages are copied. */
  private static final int SLACK_BYTES = 4 << 10;

  private Retained() {}

  static long bytes(MessageBatch batch) {
    return batch.array().length + overhead(batch);
  }

  /** The arrays of batches that follow on each other, and the objects around them. */
  static long bytes(List<MessageBatch> batches) {
    long bytes = 0;
    byte[] counted = null;
    for (MessageBatch batch : batches) {
      if (batch.array() != counted) {
        counted = batch.array();
        bytes += counted.length;
      }
      bytes += overhead(batch);
    }
    return bytes;
  }

  private static long overhead(MessageBatch batch) {
    int messages = batch.messageCount();
    return BATCH_BYTES + (messages > 1 ? (long) messages * Integer.BYTES : 0);
  }

  /** The same messages, copied where they keep an array of which they are the smaller part. */
  static List<MessageBatch> detached(List<MessageBatch> batches) {
    List<MessageBatch> detached = new ArrayList<>(batches.size());
    int at = 0;
    while (at < batches.size()) {
      byte[] array = batches.get(at).array();
      int end = at;
      long used = 0;
      while (end < batches.size() && batches.get(end).array() == array) {
        used += batches.get(end++).length();
      }
      List<MessageBatch> run = batches.subList(at, end);
      if (array.length > 2 * used + SLACK_BYTES) {
        detached.add(JoinedMessages.ofBatches(run));
      } else {
        detached.addAll(run);
      }
      at = end;
    }
    return detached;
  }
}
