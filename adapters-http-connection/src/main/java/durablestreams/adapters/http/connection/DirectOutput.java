package durablestreams.adapters.http.connection;

import java.nio.ByteBuffer;

/**
 * Output of many bytes to a connection through a buffer outside of the heap, which is full at each
 * write but the last. To be closed.
 */
public final class DirectOutput implements AutoCloseable {

  private final PeerOutput output;
  private final DirectBuffers buffers;
  private final ByteBuffer buffer;

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

  /** Writes what is left; nothing of a write that failed. */
  public void flush() {
    try {
      output.write(buffer.flip());
    } finally {
      buffer.clear();
    }
  }

  @Override
  public void close() {
    buffers.give(buffer);
  }
}
