package durablestreams.application.read;

import durablestreams.domain.message.MessageBatch;
import java.nio.ByteBuffer;
import java.util.List;

/** Content of a page. */
public sealed interface PageContent {

  /**
   * Bytes of the messages when they are joined.
   *
   * @param json whether there are commas between them
   */
  long length(boolean json);

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

    private static final byte[] COMMA = {','};

    /** Destination of the messages when they are joined. */
    @FunctionalInterface
    public interface Sink<E extends Exception> {

      /** Takes {@code count} bytes of an array that is not changed afterwards. */
      void write(byte[] bytes, int from, int count) throws E;
    }

    @Override
    public long length(boolean json) {
      long length = json ? Math.max(0, batches.size() - 1) : 0;
      for (MessageBatch batch : batches) {
        length += batch.length();
      }
      return length;
    }

    /**
     * Joins the messages, which are not copied.
     *
     * @param json whether there are commas between them
     */
    public <E extends Exception> void join(boolean json, Sink<E> sink) throws E {
      for (int i = 0; i < batches.size(); i++) {
        if (json && i > 0) {
          sink.write(COMMA, 0, 1);
        }
        MessageBatch batch = batches.get(i);
        sink.write(batch.array(), batch.from(), batch.length());
      }
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
   * @param bytes number of the bytes
   */
  record Joined(List<ByteBuffer> blocks, long bytes, int cutBefore) implements PageContent {

    @Override
    public long length(boolean json) {
      return bytes;
    }

    @Override
    public List<MessageBatch> batches() {
      throw new IllegalStateException("the page was read as bytes");
    }
  }
}
