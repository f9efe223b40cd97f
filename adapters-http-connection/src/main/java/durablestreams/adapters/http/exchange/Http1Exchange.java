package durablestreams.adapters.http.exchange;

import durablestreams.adapters.http.body.BodyBuffer;
import durablestreams.adapters.http.body.BodyInput;
import durablestreams.adapters.http.body.ChunkedBody;
import durablestreams.adapters.http.connection.WatchedConnection;
import durablestreams.adapters.http.connection.waits.LiveWait;
import durablestreams.adapters.http.connection.waits.TimedOutException;
import durablestreams.adapters.http.errors.ErrorCode;
import durablestreams.adapters.http.errors.HttpProblem;
import durablestreams.adapters.http.headers.Fields;
import durablestreams.adapters.http.headers.RequestHead;
import durablestreams.application.memory.Share;
import io.helidon.common.buffers.BufferData;
import io.helidon.http.Status;
import io.helidon.webserver.CloseConnectionException;
import java.nio.charset.StandardCharsets;

/**
 * An exchange over HTTP/1.1, which reads its body and writes its answer straight on the connection:
 * one array for a small body, one write for a small answer. A body is leased before it is in
 * memory.
 *
 * <p>HTTP/1.0 is answered as a client of that time understands it: without chunks, and the
 * connection ends with the answer.
 */
public final class Http1Exchange extends Exchange {

  private static final byte[] CONTINUE =
      "HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

  /** An unread body is drained up to this size, to keep the connection. */
  private static final long MAX_DISCARD = 64 << 10;

  /** How much is read from a client that is still sending after its answer, before closing. */
  private static final long MAX_LINGER = 1 << 20;

  private final WatchedConnection connection;
  private final boolean chunked;
  private final long declared;
  private boolean expectsContinue;
  private boolean bodyRead;
  private boolean broken;
  private boolean closes;

  public Http1Exchange(WatchedConnection connection, RequestHead head, ResponseDefaults defaults) {
    super(head, connection.remotePeer(), connection.isSecure(), defaults);
    this.connection = connection;
    chunked = head.chunked();
    declared = head.length();
    bodyRead = declared == 0;
    // No expectation but one gets here, and HTTP/1.0 has none.
    expectsContinue = !bodyRead && head.minor() > 0 && fields().has(Fields.EXPECT);
  }

  /** The rest of what was sent means nothing: the connection ends with the answer. */
  public void breakOff() {
    broken = true;
    bodyRead = false;
  }

  @Override
  public boolean hasBody() {
    return !bodyRead;
  }

  @Override
  byte[] readBody() {
    if (bodyRead) {
      return BufferData.EMPTY_BYTES;
    }
    beginBody();
    byte[] body =
        declared >= 0 && declared <= connection.dataReader().available()
            ? readBuffered((int) declared)
            : readInSteps();
    bodyRead = true;
    return body;
  }

  private void beginBody() {
    checkLength(declared);
    if (expectsContinue) {
      expectsContinue = false;
      connection.writeNow(BufferData.create(CONTINUE));
    }
  }

  @Override
  BodyInput readPieces() {
    beginBody();
    broken = true;
    int max = defaults().maxBodyBytes();
    ChunkedBody chunks =
        chunked ? new ChunkedBody(connection, max, new BodyBuffer(memory(), 0, 0)) : null;
    return new BodyInput() {
      private long left = Math.max(0, declared);

      @Override
      public int read(byte[] target, int from, int count) {
        int length =
            chunks == null
                ? readDeclared(target, from, count)
                : readChunk(chunks, target, from, count);
        if (length < 0) {
          bodyRead = true;
          broken = false;
        }
        return length;
      }

      private int readDeclared(byte[] target, int from, int count) {
        if (left == 0) {
          return -1;
        }
        try {
          int next = connection.readSome(target, from, (int) Math.min(left, count));
          left -= next;
          return next;
        } catch (TimedOutException e) {
          throw tooSlow();
        }
      }
    };
  }

  private int readChunk(ChunkedBody chunks, byte[] target, int from, int count) {
    try {
      return chunks.read(target, from, count);
    } catch (TimedOutException e) {
      throw tooSlow();
    } catch (ChunkedBody.TooLargeException e) {
      throw tooLarge();
    } catch (ChunkedBody.BrokenException e) {
      throw new HttpProblem(ErrorCode.BAD_BODY, String.valueOf(e.getMessage()));
    }
  }

  /** The common case: the body came with its head. */
  private byte[] readBuffered(int length) {
    hold(BodyBuffer.lease(memory(), Share.ofBody(length), length));
    return connection.dataReader().readBytes(length);
  }

  private byte[] readInSteps() {
    BodyBuffer buffer = new BodyBuffer(memory(), (int) declared, defaults().maxBodyBytes());
    boolean complete = false;
    try {
      byte[] body = chunked ? readChunks(buffer) : readDeclared(buffer);
      complete = true;
      hold(buffer.lease());
      return body;
    } catch (TimedOutException e) {
      throw tooSlow();
    } finally {
      if (!complete) {
        broken = true;
        buffer.release();
      }
    }
  }

  private byte[] readDeclared(BodyBuffer buffer) {
    buffer.read(connection, (int) declared);
    return buffer.whole();
  }

  private byte[] readChunks(BodyBuffer buffer) {
    try {
      return new ChunkedBody(connection, defaults().maxBodyBytes(), buffer).read();
    } catch (ChunkedBody.TooLargeException e) {
      throw tooLarge();
    } catch (ChunkedBody.BrokenException e) {
      throw new HttpProblem(ErrorCode.BAD_BODY, String.valueOf(e.getMessage()));
    }
  }

  @Override
  public LiveWait liveWait() {
    return connection.liveWait(0);
  }

  @Override
  Response begin(Status status) {
    closes =
        broken
            || defaults().stopping().getAsBoolean()
            || (!bodyRead && (chunked || expectsContinue || declared > MAX_DISCARD))
            || !head().keepAlive();
    return new Http1Response(connection, this, status, closes);
  }

  @Override
  public boolean finish() {
    if (!answered()) {
      throw new CloseConnectionException("the request has no answer");
    }
    if (closes) {
      if (broken || !bodyRead) {
        connection.linger(declared < 0 || broken ? MAX_LINGER : Math.min(declared, MAX_LINGER));
      }
      return false;
    }
    if (!bodyRead) {
      connection.discard(declared);
    }
    return true;
  }
}
