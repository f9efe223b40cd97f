package durablestreams.adapters.http.exchange;

import durablestreams.adapters.http.connection.WatchedConnection;
import durablestreams.adapters.http.errors.ErrorCode;
import durablestreams.adapters.http.errors.Refusal;
import durablestreams.adapters.http.headers.Fields;
import durablestreams.application.memory.Share;
import io.helidon.common.buffers.BufferData;
import io.helidon.http.HeaderValues;
import io.helidon.http.Headers;
import io.helidon.http.Status;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;
import java.nio.charset.StandardCharsets;

/**
 * An exchange over HTTP/1.1, which reads its body and writes its answer straight on the connection:
 * one array for a small body, one write for a small answer. A body is leased before it is in
 * memory.
 *
 * <p>Helidon parses the head and goes on with the next request. Its own response object is not
 * used, except to tell it that the body of the request is none of its business.
 */
public final class Http1Exchange extends Exchange {

  private static final byte[] CONTINUE =
      "HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

  /** A body that nobody wanted is read away up to this size, to keep the connection. */
  private static final long MAX_DISCARD = 64 << 10;

  /** How much is read from a client that is still sending after its answer, before closing. */
  private static final long MAX_LINGER = 1 << 20;

  private final WatchedConnection connection;
  private final RoutingResponse unused;
  private final boolean chunked;
  private final long declared;
  private boolean expectsContinue;
  private boolean bodyRead;
  private boolean broken;
  private boolean closes;

  public Http1Exchange(
      WatchedConnection connection,
      RoutingRequest request,
      RoutingResponse unused,
      ResponseDefaults defaults) {
    super(request, defaults);
    this.connection = connection;
    this.unused = unused;
    Headers headers = request.headers();
    chunked = headers.contains(Fields.TRANSFER_ENCODING.lookup());
    declared = chunked ? -1 : headers.contentLength().orElse(0);
    bodyRead = declared == 0;
    expectsContinue =
        !bodyRead
            && headers.contains(Fields.EXPECT.lookup())
            && headers.containsToken(HeaderValues.EXPECT_100);
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
    checkLength(declared);
    if (expectsContinue) {
      expectsContinue = false;
      connection.writeNow(BufferData.create(CONTINUE));
    }
    byte[] body =
        declared >= 0 && declared <= connection.dataReader().available()
            ? readBuffered((int) declared)
            : readInSteps();
    bodyRead = true;
    return body;
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
    } catch (CloseConnectionException e) {
      if (connection.timedOut()) {
        throw tooSlow();
      }
      throw e;
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
      throw new Refusal(ErrorCode.BAD_BODY, String.valueOf(e.getMessage()));
    }
  }

  @Override
  Response begin(Status status) {
    closes =
        broken
            || defaults().stopping().getAsBoolean()
            || (!bodyRead && (chunked || expectsContinue || declared > MAX_DISCARD))
            || wantsClose();
    return new Http1Response(connection, this, status, closes);
  }

  private boolean wantsClose() {
    Headers headers = request().headers();
    return headers.contains(Fields.CONNECTION.lookup())
        && headers.containsToken(HeaderValues.CONNECTION_CLOSE);
  }

  @Override
  public void finish() {
    if (closes || !answered()) {
      if (!bodyRead) {
        connection.linger(chunked ? MAX_LINGER : Math.min(declared, MAX_LINGER));
      }
      throw new CloseConnectionException("the connection ends with this answer");
    }
    if (!bodyRead) {
      connection.discard(declared);
    }
    if (declared != 0) {
      unused.headers().set(HeaderValues.CONNECTION_CLOSE);
    }
  }
}
