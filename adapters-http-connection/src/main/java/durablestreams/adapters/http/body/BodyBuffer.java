package durablestreams.adapters.http.body;

import durablestreams.adapters.http.connection.WatchedConnection;
import durablestreams.application.memory.InsufficientMemoryException;
import durablestreams.application.memory.Lease;
import durablestreams.application.memory.MemoryBudget;
import durablestreams.application.memory.Share;
import io.helidon.common.buffers.BufferData;
import io.helidon.webserver.CloseConnectionException;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Growing array for a request body. Its bytes are leased before they are allocated, and it grows
 * with what has come, not with what was announced.
 *
 * <p>Small bodies that are not complete get at most half of the share of small appends, and room
 * among the large ones beyond that: slow clients cannot keep out those that send all at once.
 */
public final class BodyBuffer {

  /** Bytes that an HTTP/1.1 connection buffers itself before anything is leased. */
  static final int FIRST = 4 << 10;

  /** An array is at most this many times as large as what has come of an announced body. */
  private static final long GROWTH = 4;

  /** How long a request waits for room. */
  private static final Duration WAIT = Duration.ofSeconds(1);

  private final MemoryBudget memory;
  private final int announced;
  private final int max;
  private byte[] bytes = BufferData.EMPTY_BYTES;
  private int length;
  private @Nullable Lease lease;

  /**
   * @param announced the length of the body, or -1 if it is not known
   * @param max the largest body
   */
  public BodyBuffer(MemoryBudget memory, int announced, int max) {
    this.memory = memory;
    this.announced = announced;
    this.max = max;
  }

  public int length() {
    return length;
  }

  /** Reads {@code count} bytes of an HTTP/1.1 connection. */
  public void read(WatchedConnection connection, int count) {
    int left = count;
    while (left > 0) {
      if (length == bytes.length) {
        connection.awaitBuffered(Math.min(left, FIRST));
        grow(left);
      }
      int next = Math.min(left, bytes.length - length);
      connection.readFully(bytes, length, next);
      length += next;
      left -= next;
    }
  }

  /** Reads what comes next of an HTTP/2 request, at least a byte; false at its end. */
  public boolean read(InputStream in) throws IOException {
    if (length == bytes.length) {
      grow(FIRST);
    }
    int count = in.read(bytes, length, bytes.length - length);
    length += Math.max(0, count);
    return count >= 0;
  }

  private void grow(int next) {
    long size =
        announced >= 0
            ? Math.min(announced, Math.max(FIRST, GROWTH * (length + 1)))
            : Math.min(max, Math.max(length + Math.min(next, FIRST), 2L * length));
    resize((int) size, false);
  }

  /** The body, in an array of its length. */
  public byte[] whole() {
    if (length != bytes.length) {
      resize(length, true);
    }
    return bytes;
  }

  /** The lease of the array, which the caller closes. */
  public Lease lease() {
    return lease == null ? Lease.none() : lease;
  }

  /** Lets go of the array. */
  public void release() {
    bytes = BufferData.EMPTY_BYTES;
    lease().close();
  }

  private void resize(int size, boolean complete) {
    Lease taken = take(size, complete);
    Lease before = lease;
    lease = taken;
    try {
      bytes = size == 0 ? BufferData.EMPTY_BYTES : Arrays.copyOf(bytes, size);
    } finally {
      if (before != null) {
        before.close();
      }
    }
  }

  private Lease take(int size, boolean complete) {
    Share share = Share.ofBody(Math.max(announced, size));
    boolean crowded = share == Share.SMALL_APPENDS && !complete && !hasHalf(size);
    return lease(memory, crowded ? Share.LARGE_BODIES : share, size);
  }

  private boolean hasHalf(int size) {
    long half = memory.limit(Share.SMALL_APPENDS) / 2;
    return memory.used(Share.SMALL_APPENDS) + size <= half;
  }

  /**
   * A lease for a body, after a short wait if need be.
   *
   * @throws InsufficientMemoryException when there is no room
   */
  public static Lease lease(MemoryBudget memory, Share share, int size) {
    Lease lease = memory.tryTake(share, size);
    if (lease != null) {
      return lease;
    }
    try {
      lease = memory.take(share, size, WAIT);
    } catch (InterruptedException e) {
      throw new CloseConnectionException("interrupted", e);
    }
    if (lease == null) {
      throw new InsufficientMemoryException();
    }
    return lease;
  }
}
