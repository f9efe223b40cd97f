package durablestreams.application.read;

import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.List;

/** Joiner of the messages of a page in blocks of memory. */
final class PageJoiner {

  private final Iterator<ByteBuffer> blocks;
  private ByteBuffer block;

  private PageJoiner(List<ByteBuffer> blocks) {
    this.blocks = blocks.iterator();
    this.block = this.blocks.next();
  }

  /**
   * The messages, joined.
   *
   * @param blocks empty buffers that hold {@link PageContent#length} bytes
   */
  static PageContent.Joined join(
      PageContent.Messages messages, boolean json, List<ByteBuffer> blocks) {
    messages.join(json, new PageJoiner(blocks)::put);
    List<ByteBuffer> filled =
        blocks.stream().map(ByteBuffer::flip).map(ByteBuffer::asReadOnlyBuffer).toList();
    return new PageContent.Joined(filled, messages.length(json), messages.cutBefore());
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
