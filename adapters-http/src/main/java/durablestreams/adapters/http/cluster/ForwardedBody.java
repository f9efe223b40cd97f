package durablestreams.adapters.http.cluster;

import durablestreams.adapters.http.body.BodyInput;
import durablestreams.adapters.http.exchange.Exchange;
import durablestreams.application.memory.InsufficientMemoryException;
import durablestreams.application.memory.Lease;
import durablestreams.application.memory.MemoryBudget;
import durablestreams.application.memory.Share;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Body of a request that is forwarded. A small one is in memory, and can be sent again. A large one
 * is read only once the leader wants it, piece by piece; of one without a length the beginning is
 * read before, which may turn out to be all. Pieces go through one buffer, which the caller leases.
 */
final class ForwardedBody implements AutoCloseable {

  /** The largest body that is in memory. */
  static final int MOST_BUFFERED = Share.SMALL_APPEND_BYTES;

  /** What is leased first for a body without a length. */
  private static final int LEAST_BUFFERED = 4 << 10;

  /** Room for a piece with the size line and the end of a chunk around it. */
  static final int PIECE = 16 << 10;

  private static final int SIZE_LINE = 8;
  private static final int LINE_END = 2;
  private static final Duration WAIT = Duration.ofSeconds(1);
  private static final byte[] NOTHING = new byte[0];

  private final Exchange exchange;
  private final MemoryBudget memory;
  private final long length;
  private byte[] start = NOTHING;
  private boolean whole;
  private boolean begun;
  private @Nullable BodyInput rest;
  private @Nullable Lease startLease;

  private ForwardedBody(Exchange exchange, MemoryBudget memory, long length) {
    this.exchange = exchange;
    this.memory = memory;
    this.length = length;
  }

  /** Prepares the body of a request, which reads it if it is small. */
  static ForwardedBody of(Exchange exchange, MemoryBudget memory) throws InterruptedException {
    boolean read = !exchange.hasBody();
    ForwardedBody body = new ForwardedBody(exchange, memory, read ? 0 : exchange.bodyLength());
    if (read || body.length >= 0 && body.length <= MOST_BUFFERED) {
      body.start = exchange.body();
      body.whole = true;
    } else if (body.length < 0) {
      body.readStart();
    }
    return body;
  }

  private void readStart() throws InterruptedException {
    Lease lease = lease(memory, Share.LARGE_BODIES, LEAST_BUFFERED);
    boolean kept = false;
    try {
      byte[] bytes = new byte[LEAST_BUFFERED];
      BodyInput in = exchange.openBody();
      int count = 0;
      int read = in.read(bytes, 0, bytes.length);
      while (read >= 0 && count + read < MOST_BUFFERED) {
        count += read;
        if (count == bytes.length) {
          int more = Math.min(MOST_BUFFERED, 4 * count);
          Lease larger = lease(memory, Share.LARGE_BODIES, more);
          lease.close();
          lease = larger;
          bytes = Arrays.copyOf(bytes, more);
        }
        read = in.read(bytes, count, bytes.length - count);
      }
      whole = read < 0;
      start = whole ? Arrays.copyOf(bytes, count) : bytes;
      kept = true;
      if (whole) {
        exchange.keepBody(start, lease);
      } else {
        startLease = lease;
        rest = in;
      }
    } finally {
      if (!kept) {
        lease.close();
      }
    }
  }

  /** A lease, after a short wait if need be. */
  static Lease lease(MemoryBudget memory, Share share, int bytes) throws InterruptedException {
    Lease lease = memory.tryTake(share, bytes);
    if (lease == null) {
      lease = memory.take(share, bytes, WAIT);
    }
    if (lease == null) {
      throw new InsufficientMemoryException();
    }
    return lease;
  }

  /** Whether it is in memory as a whole. */
  boolean isWhole() {
    return whole;
  }

  /** Whether there is nothing to send. */
  boolean isEmpty() {
    return whole && start.length == 0;
  }

  /** The whole body. */
  byte[] bytes() {
    return start;
  }

  /** Whether it can still be sent from its beginning. */
  boolean isComplete() {
    return whole || !begun;
  }

  /** Whether this node can serve the request, whose body it has, or has not read. */
  boolean canBeServedHere() {
    return whole || length >= 0 && !begun;
  }

  /** The field that says how long it is. */
  String framing() {
    if (whole) {
      return "Content-Length: " + start.length;
    }
    return length >= 0 ? "Content-Length: " + length : "Transfer-Encoding: chunked";
  }

  /** Destination of a body. */
  interface Target {

    /**
     * Takes a piece.
     *
     * @param last whether the request is complete with it
     * @return false when the leader has answered already, and wants no more
     */
    boolean write(byte[] bytes, int from, int count, boolean last) throws IOException;
  }

  /** Sends all of it, reading what is not in memory; false when the leader did not want all. */
  boolean sendTo(Target target) throws IOException {
    begun = true;
    if (whole) {
      return target.write(start, 0, start.length, true);
    }
    byte[] piece = new byte[SIZE_LINE + PIECE + LINE_END];
    return length >= 0 ? sendDeclared(target, piece) : sendChunks(target, piece);
  }

  private boolean sendDeclared(Target target, byte[] piece) throws IOException {
    BodyInput in = exchange.openBody();
    long left = length;
    for (int count = in.read(piece, 0, PIECE); count >= 0; count = in.read(piece, 0, PIECE)) {
      left -= count;
      if (!target.write(piece, 0, count, left == 0)) {
        return false;
      }
    }
    return true;
  }

  private boolean sendChunks(Target target, byte[] piece) throws IOException {
    for (int at = 0; at < start.length; at += PIECE) {
      int count = Math.min(PIECE, start.length - at);
      System.arraycopy(start, at, piece, SIZE_LINE, count);
      if (!writeChunk(target, piece, count)) {
        return false;
      }
    }
    BodyInput in = Objects.requireNonNull(rest);
    int count = in.read(piece, SIZE_LINE, PIECE);
    while (count >= 0) {
      if (count > 0 && !writeChunk(target, piece, count)) {
        return false;
      }
      count = in.read(piece, SIZE_LINE, PIECE);
    }
    byte[] end = "0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    return target.write(end, 0, end.length, true);
  }

  private static boolean writeChunk(Target target, byte[] piece, int count) throws IOException {
    byte[] size = (Integer.toHexString(count) + "\r\n").getBytes(StandardCharsets.US_ASCII);
    int from = SIZE_LINE - size.length;
    System.arraycopy(size, 0, piece, from, size.length);
    piece[SIZE_LINE + count] = '\r';
    piece[SIZE_LINE + count + 1] = '\n';
    return target.write(piece, from, size.length + count + LINE_END, false);
  }

  @Override
  public void close() {
    if (startLease != null) {
      startLease.close();
    }
  }
}
