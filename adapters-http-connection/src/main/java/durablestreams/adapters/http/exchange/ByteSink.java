package durablestreams.adapters.http.exchange;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Destination of the bytes of a body. */
@FunctionalInterface
public interface ByteSink {

  /** Bytes that are copied at a time from outside of the heap. */
  int COPIED = 16 << 10;

  /** Takes {@code count} bytes of an array that is not changed afterwards. */
  void write(byte[] bytes, int from, int count) throws IOException;

  /**
   * Takes the bytes of a buffer outside of the heap, which is not changed before the body is
   * written. They are copied unless the sink can do without.
   */
  default void write(ByteBuffer buffer) throws IOException {
    while (buffer.hasRemaining()) {
      byte[] part = new byte[Math.min(COPIED, buffer.remaining())];
      buffer.get(part);
      write(part, 0, part.length);
    }
  }
}
