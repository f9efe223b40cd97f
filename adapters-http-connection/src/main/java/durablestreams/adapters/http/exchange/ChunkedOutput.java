package durablestreams.adapters.http.exchange;

import durablestreams.adapters.http.headers.HeadBuffer;
import java.util.Arrays;

/**
 * A body of HTTP/1 without an end in sight. What is appended between two flushes is one chunk, laid
 * out in one array and written at once; only what is large goes out from where it lies. A client of
 * HTTP/1.0 gets the same bytes without what makes chunks of them.
 */
final class ChunkedOutput implements LiveOutput {

  private static final byte[] EMPTY = new byte[0];

  /** Room in front of the data for the size of the chunk. */
  private static final int SIZE_LINE = 10;

  private static final int FIRST_CAPACITY = 512;
  private static final int LARGE = 64 << 10;

  /**
   * An array of another size is given back after a flush: most connections are idle most of the
   * time, and an idle one sends nothing but heartbeats.
   */
  private static final int MOST_KEPT = 8 << 10;

  private static final int HEARTBEAT = 16;

  private final Http1Response response;
  private final HeadBuffer head;
  private final boolean chunked;
  private boolean headWaits = true;
  private byte[] chunk = EMPTY;
  private int end = SIZE_LINE;
  private int most = MOST_KEPT;

  /** Where the rest of a chunk begins that did not go out at once; 0 without one. */
  private int restFrom;

  /**
   * @param chunked whether the client understands chunks; otherwise the body ends with the
   *     connection
   */
  ChunkedOutput(Http1Response response, HeadBuffer head, boolean chunked) {
    this.chunked = chunked;
    this.response = response;
    this.head = head;
  }

  @Override
  public void gather(int bytes) {
    most = bytes;
  }

  @Override
  public boolean writesWith(int count) {
    return end - SIZE_LINE + count > most;
  }

  @Override
  public void append(byte[] bytes, int from, int count) {
    if (writesWith(count)) {
      flush(true);
      if (count > most) {
        appendLarge(bytes, from, count);
        return;
      }
    }
    ensure(count + 2);
    System.arraycopy(bytes, from, chunk, end, count);
    end += count;
  }

  private void appendLarge(byte[] bytes, int from, int count) {
    if (!chunked) {
      response.write(bytes, from, count);
      return;
    }
    ensure(2);
    int line = putSize(count, SIZE_LINE);
    response.write(chunk, line, SIZE_LINE - line);
    response.write(bytes, from, count);
    chunk[0] = '\r';
    chunk[1] = '\n';
    response.write(chunk, 0, 2);
  }

  private void ensure(int more) {
    if (chunk.length - end < more) {
      int doubled = Math.min(2 * chunk.length, SIZE_LINE + most + 2);
      int capacity = Math.max(FIRST_CAPACITY, Math.max(end + more, doubled));
      chunk = Arrays.copyOf(chunk, capacity);
    }
  }

  /** Puts the size line of a chunk just before {@code before}, and says where it begins. */
  private int putSize(int size, int before) {
    int at = before;
    chunk[--at] = '\n';
    chunk[--at] = '\r';
    int rest = size;
    do {
      chunk[--at] = (byte) Character.forDigit(rest & 0xf, 16);
      rest >>>= 4;
    } while (rest != 0);
    return at;
  }

  @Override
  public void flush() {
    flush(false);
  }

  /**
   * @param goesOn whether more is appended at once, to the same array
   */
  private void flush(boolean goesOn) {
    if (restFrom > 0) {
      response.write(chunk, restFrom, end - restFrom);
      sent(end - restFrom, goesOn);
    } else if (end == SIZE_LINE) {
      flushHead(EMPTY, 0, 0);
    } else {
      int from = complete();
      flushHead(chunk, from, end - from);
      sent(end - from, goesOn);
    }
  }

  /** Puts what stands around a chunk, and says where it begins. */
  private int complete() {
    if (!chunked) {
      return SIZE_LINE;
    }
    int from = putSize(end - SIZE_LINE, SIZE_LINE);
    chunk[end++] = '\r';
    chunk[end++] = '\n';
    return from;
  }

  /** Begins a chunk after one of which {@code sent} bytes were sent. */
  private void sent(int sent, boolean goesOn) {
    restFrom = 0;
    end = SIZE_LINE;
    if (!goesOn && (sent <= HEARTBEAT || chunk.length > MOST_KEPT)) {
      chunk = EMPTY;
    }
  }

  @Override
  public boolean beginNonBlocking() {
    return !headWaits && response.connection().beginNonBlocking();
  }

  @Override
  public void endNonBlocking() {
    response.connection().endNonBlocking();
  }

  @Override
  public boolean hasRoomFor(long bytes) {
    boolean room = restFrom == 0 && end - SIZE_LINE + bytes <= LARGE;
    most = room ? LARGE : most;
    return room;
  }

  @Override
  public boolean flushAtOnce() {
    int from = complete();
    int sent = response.connection().writeAtOnce(chunk, from, end - from);
    response.sent(sent);
    if (sent < end - from) {
      restFrom = from + sent;
      return false;
    }
    sent(sent, false);
    return true;
  }

  private void flushHead(byte[] bytes, int from, int count) {
    if (headWaits) {
      headWaits = false;
      boolean together = count <= MOST_KEPT;
      head.add(bytes, from, together ? count : 0);
      response.write(head.array(), 0, head.length());
      head.release();
      if (together) {
        return;
      }
    }
    if (count > 0) {
      response.write(bytes, from, count);
    }
  }

  @Override
  public void end() {
    flush();
    if (!chunked) {
      return;
    }
    byte[] last = {'0', '\r', '\n', '\r', '\n'};
    response.write(last, 0, last.length);
  }
}
