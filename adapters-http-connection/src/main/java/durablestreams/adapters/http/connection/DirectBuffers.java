package durablestreams.adapters.http.connection;

import java.nio.ByteBuffer;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Pool of buffers outside of the heap, from which the operating system takes what is written to a
 * socket. An array would be copied into such a buffer by each write. The pool is small, because
 * slow clients hold its buffers for long; without one, arrays are written.
 */
final class DirectBuffers {

  /** Bytes of a buffer: few enough to stay in the caches of a processor. */
  static final int BYTES = 128 << 10;

  private final int most;
  private final AtomicInteger made = new AtomicInteger();
  private final ConcurrentLinkedQueue<ByteBuffer> free = new ConcurrentLinkedQueue<>();

  /**
   * @param most maximum number of buffers; they are made when they are needed, and kept
   */
  DirectBuffers(int most) {
    this.most = most;
  }

  /** An empty buffer, to be given back; {@code null} if all are in use. */
  @Nullable ByteBuffer take() {
    ByteBuffer known = free.poll();
    if (known != null) {
      return known.clear();
    }
    if (made.getAndUpdate(count -> Math.min(most, count + 1)) < most) {
      return ByteBuffer.allocateDirect(BYTES);
    }
    return null;
  }

  /** Takes a buffer back that nothing refers to any more. */
  void give(ByteBuffer buffer) {
    free.add(buffer);
  }
}
