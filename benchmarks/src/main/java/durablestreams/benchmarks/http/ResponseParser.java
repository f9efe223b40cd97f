package durablestreams.benchmarks.http;

import java.nio.ByteBuffer;

/**
 * An incremental parser of HTTP/1.1 responses that may be split anywhere between reads.
 *
 * <p>Feed it what arrives. It stops behind the last byte of a response, says so, and keeps the
 * answer's status and headers until the next response begins. Body bytes go to a {@link BodySink}
 * as they come; nothing is copied or kept. Not thread-safe.
 *
 * <p>It understands {@code Content-Length}, chunked bodies with extensions and trailers, bodies
 * that end with the connection, and interim (1xx) responses, which it skips.
 */
public final class ResponseParser {

  private static final int MAX_LINE = 8192;

  private enum State {
    STATUS,
    HEADER,
    FIXED_BODY,
    CHUNK_SIZE,
    CHUNK_DATA,
    CHUNK_END,
    TRAILER,
    BODY_TO_END
  }

  private final byte[] line = new byte[MAX_LINE];
  private int lineLength;
  private State state = State.STATUS;
  private long remaining;
  private ResponseHead head = new ResponseHead();
  private long bodyBytes;
  private boolean headComplete;

  /**
   * Consumes bytes up to the end of a response or of the buffer.
   *
   * @return true when a response is complete; the buffer then stands behind its last byte
   * @throws MalformedResponseException when the bytes are not HTTP/1.1
   */
  public boolean feed(ByteBuffer in, BodySink sink) throws MalformedResponseException {
    while (in.hasRemaining()) {
      boolean complete =
          switch (state) {
            case STATUS, HEADER, CHUNK_SIZE, TRAILER, CHUNK_END -> readLine(in) && line();
            case FIXED_BODY -> {
              take(in, sink);
              yield remaining == 0 && finish();
            }
            case CHUNK_DATA -> {
              take(in, sink);
              if (remaining == 0) {
                state = State.CHUNK_END;
              }
              yield false;
            }
            case BODY_TO_END -> {
              remaining = in.remaining();
              take(in, sink);
              yield false;
            }
          };
      if (complete) {
        return true;
      }
    }
    return false;
  }

  /** Tells the parser that the connection ended; true when that completes a response. */
  public boolean endOfInput() {
    return state == State.BODY_TO_END && finish();
  }

  /** Forgets a response that was begun on a connection that is gone. */
  public void reset() {
    state = State.STATUS;
    lineLength = 0;
    headComplete = false;
  }

  /** Status code of the current or last response. */
  public int status() {
    return head.status();
  }

  /** Whether the last status was 2xx. */
  public boolean success() {
    return head.status() / 100 == 2;
  }

  /** Body bytes seen so far in the current or last response. */
  public long bodyBytes() {
    return bodyBytes;
  }

  /** Whether all headers of the current response have been read. */
  public boolean headComplete() {
    return headComplete;
  }

  /** Value of {@code Stream-Next-Offset}, empty when it was absent. */
  public String nextOffset() {
    return head.nextOffset();
  }

  /** Value of {@code Stream-Cursor}, empty when it was absent. */
  public String cursor() {
    return head.cursor();
  }

  /** Whether the answer reached the tail or the end of the stream. */
  public boolean atTail() {
    return head.atTail();
  }

  private void take(ByteBuffer in, BodySink sink) {
    int length = (int) Math.min(remaining, in.remaining());
    if (length > 0) {
      sink.body(in, in.position(), length);
      in.position(in.position() + length);
      remaining -= length;
      bodyBytes += length;
    }
  }

  /** Collects a line without its end; true when it is whole. */
  private boolean readLine(ByteBuffer in) throws MalformedResponseException {
    while (in.hasRemaining()) {
      byte b = in.get();
      if (b == '\n') {
        if (lineLength > 0 && line[lineLength - 1] == '\r') {
          lineLength--;
        }
        return true;
      }
      if (lineLength == MAX_LINE) {
        throw new MalformedResponseException("a line of more than " + MAX_LINE + " bytes");
      }
      line[lineLength++] = b;
    }
    return false;
  }

  /** Acts on a whole line; true when it ends the response. */
  private boolean line() throws MalformedResponseException {
    int length = lineLength;
    lineLength = 0;
    switch (state) {
      case STATUS -> {
        head = ResponseHead.begin(line, length);
        bodyBytes = 0;
        headComplete = false;
        state = State.HEADER;
      }
      case HEADER -> {
        if (length == 0) {
          return endOfHead();
        }
        head.header(line, length);
      }
      case CHUNK_SIZE -> {
        remaining = chunkSize(length);
        state = remaining == 0 ? State.TRAILER : State.CHUNK_DATA;
      }
      case CHUNK_END -> state = State.CHUNK_SIZE;
      case TRAILER -> {
        return length == 0 && finish();
      }
      default -> throw new IllegalStateException("no line expected in " + state);
    }
    return false;
  }

  private boolean endOfHead() {
    if (head.status() < 200) {
      state = State.STATUS;
      return false;
    }
    headComplete = true;
    if (head.hasNoBody()) {
      return finish();
    }
    if (head.chunked()) {
      state = State.CHUNK_SIZE;
    } else {
      remaining = head.contentLength();
      state = remaining > 0 ? State.FIXED_BODY : State.BODY_TO_END;
    }
    return false;
  }

  private boolean finish() {
    state = State.STATUS;
    return true;
  }

  private long chunkSize(int length) throws MalformedResponseException {
    long size = 0;
    int digits = 0;
    while (digits < length && Character.digit(line[digits], 16) >= 0) {
      size = size * 16 + Character.digit(line[digits++], 16);
    }
    if (digits == 0 || digits > 12) {
      throw new MalformedResponseException(
          "not a chunk size: '" + ResponseHead.text(line, 0, length) + "'");
    }
    return size;
  }
}
