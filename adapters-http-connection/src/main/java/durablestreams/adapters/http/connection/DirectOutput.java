package durablestreams.adapters.http.connection;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Output of many bytes to a connection from outside of the heap. What comes in arrays is copied
 * into a buffer, which is full at each write but the last; other buffers are written as they are.
 * To be closed.
 */
public final class DirectOutput implements AutoCloseable {

  private final PeerOutput output;
  private final DirectBuffers buffers;
  private final ByteBuffer buffer;

  /** What the next write takes, before the end of {@code buffer}. */
  private final List<ByteBuffer> waiting = new ArrayList<>();

  /** Where in {@code buffer} the bytes begin that are not among those. */
  private int start;

  DirectOutput(PeerOutput output, DirectBuffers buffers, ByteBuffer buffer) {
    this.output = output;
    this.buffers = buffers;
    this.buffer = buffer;
  }

  /** Takes bytes, which are copied at once. */
  public void write(byte[] bytes, int from, int count) {
    int at = from;
    int end = from + count;
    while (at < end) {
      int part = Math.min(buffer.remaining(), end - at);
      buffer.put(bytes, at, part);
      at += part;
      if (!buffer.hasRemaining()) {
        flush();
      }
    }
  }

  /** Takes a buffer outside of the heap, which is not changed before the next flush. */
  public void write(ByteBuffer direct) {
    copiedWait();
    waiting.add(direct);
  }

  private void copiedWait() {
    int end = buffer.position();
    if (end > start) {
      waiting.add(buffer.slice(start, end - start));
      start = end;
    }
  }

  /** Writes what is left; nothing of a write that failed. */
  public void flush() {
    copiedWait();
    try {
      output.write(waiting.toArray(ByteBuffer[]::new));
    } finally {
      waiting.clear();
      buffer.clear();
      start = 0;
    }
  }

  @Override
  public void close() {
    buffers.give(buffer);
  }
}
