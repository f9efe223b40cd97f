package durablestreams.application.read;

import durablestreams.domain.message.MessageBatch;
import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.List;

/** Joins the messages of a page in blocks of memory. */
final class PageJoiner {

  private static final byte[] COMMA = {','};

  private final Iterator<ByteBuffer> blocks;
  private ByteBuffer block;

  private PageJoiner(List<ByteBuffer> blocks) {
    this.blocks = blocks.iterator();
    this.block = this.blocks.next();
  }

  /** Bytes of the messages when they are joined. */
  static long length(List<MessageBatch> batches, boolean json) {
    long length = json ? batches.size() - 1 : 0;
    for (MessageBatch batch : batches) {
      length += batch.length();
    }
    return length;
  }

  /**
   * The messages, joined.
   *
   * @param blocks empty buffers that hold {@link #length} bytes
   */
  static PageContent.Joined join(
      List<MessageBatch> batches, boolean json, List<ByteBuffer> blocks) {
    PageJoiner joiner = new PageJoiner(blocks);
    for (int i = 0; i < batches.size(); i++) {
      if (json && i > 0) {
        joiner.put(COMMA, 0, 1);
      }
      MessageBatch batch = batches.get(i);
      joiner.put(batch.array(), batch.from(), batch.length());
    }
    List<ByteBuffer> filled =
        blocks.stream().map(ByteBuffer::flip).map(ByteBuffer::asReadOnlyBuffer).toList();
    return new PageContent.Joined(filled, length(batches, json), batches.getFirst().cutBefore());
  }

  private void put(byte[] bytes, int from, int count) {
    int at = from;
    int end = from + count;
    while (at < end) {
      if (!block.hasRemaining()) {
        block = blocks.next();
      }
      int part = Math.min(block.remaining(), end - at);
      block.put(bytes, at, part);
      at += part;
    }
  }
}
