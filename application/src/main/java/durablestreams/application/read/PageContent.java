package durablestreams.application.read;

import durablestreams.domain.message.MessageBatch;
import java.nio.ByteBuffer;
import java.util.List;

/** What a page holds. */
public sealed interface PageContent {

  /** Bytes of the messages; those of {@link Joined} have their commas too. */
  long length();

  /** Units of the first message before the page; 0 unless it begins inside a message. */
  int cutBefore();

  /**
   * The messages in the heap.
   *
   * @throws IllegalStateException if they were read as bytes
   */
  List<MessageBatch> batches();

  /** Messages in the heap; those of JSON have no commas between the batches. */
  record Messages(List<MessageBatch> batches) implements PageContent {

    @Override
    public long length() {
      return PageJoiner.length(batches, false);
    }

    @Override
    public int cutBefore() {
      return batches.isEmpty() ? 0 : batches.getFirst().cutBefore();
    }
  }

  /**
   * Messages outside of the heap, as readers get them: one after the other, those of JSON with
   * commas between them.
   *
   * @param blocks the bytes, in order; the memory is used again once the page is closed
   * @param length number of the bytes
   */
  record Joined(List<ByteBuffer> blocks, long length, int cutBefore) implements PageContent {

    @Override
    public List<MessageBatch> batches() {
      throw new IllegalStateException("the page was read as bytes");
    }
  }
}
