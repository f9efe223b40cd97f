package durablestreams.adapters.http.exchange;

import durablestreams.adapters.http.body.BodyBuffer;
import durablestreams.adapters.http.body.BodyInput;
import durablestreams.adapters.http.connection.waits.LiveWait;
import durablestreams.adapters.http.errors.ErrorCode;
import durablestreams.adapters.http.errors.HttpProblem;
import durablestreams.adapters.http.headers.RequestHead;
import io.helidon.common.buffers.BufferData;
import io.helidon.http.HttpPrologue;
import io.helidon.http.Status;
import io.helidon.http.http2.Http2Exception;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.ServerConnectionException;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** An exchange through Helidon's own request and response. */
abstract sealed class HelidonExchange extends Exchange permits Http2Exchange, MountedExchange {

  /** As much as one frame takes, unless a client allows more. */
  static final int PIECE = 16 << 10;

  private final ServerRequest request;
  private final ServerResponse response;
  private boolean bodyRead;

  HelidonExchange(ServerRequest request, ServerResponse response, ResponseDefaults defaults) {
    super(headOf(request), request.remotePeer(), request.isSecure(), defaults);
    this.request = request;
    this.response = response;
  }

  private static RequestHead headOf(ServerRequest request) {
    HttpPrologue prologue = request.prologue();
    return new RequestHead(
        prologue.method().text(),
        prologue.uriPath().rawPath(),
        prologue.hasQuery() ? prologue.query().rawValue() : "",
        prologue.fragment().hasValue(),
        request.headers(),
        true,
        false,
        request.headers().contentLength().orElse(-1),
        0);
  }

  /** Whether field values are written in the code of HPACK. */
  final boolean isHttp2() {
    return request.prologue().protocolVersion().startsWith("2");
  }

  @Override
  public final boolean hasBody() {
    return !bodyRead && request.content().hasEntity();
  }

  @Override
  final byte[] readBody() {
    if (!hasBody()) {
      return BufferData.EMPTY_BYTES;
    }
    bodyRead = true;
    long declared = request.headers().contentLength().orElse(-1);
    checkLength(declared);
    BodyBuffer buffer = new BodyBuffer(memory(), (int) declared, defaults().maxBodyBytes());
    boolean complete = false;
    try {
      byte[] body = receive(buffer, declared);
      complete = true;
      hold(buffer.lease());
      return body;
    } finally {
      if (!complete) {
        buffer.release();
      }
    }
  }

  /**
   * The whole body, by {@link #readAll}.
   *
   * @param declared its length; negative if it is not known
   */
  abstract byte[] receive(BodyBuffer buffer, long declared);

  @Override
  final BodyInput readPieces() {
    long declared = request.headers().contentLength().orElse(-1);
    checkLength(declared);
    bodyRead = true;
    return new BodyInput() {
      private long total;

      @Override
      public int read(byte[] target, int from, int count) {
        int length = receive(target, from, count);
        total += Math.max(0, length);
        if (length < 0) {
          checkEnd(total == declared);
        }
        if (total > defaults().maxBodyBytes()) {
          throw tooLarge();
        }
        if (declared >= 0 && (total > declared || length < 0 && total < declared)) {
          throw otherLength();
        }
        return length;
      }
    };
  }

  /** A piece of the body, of at most {@code count} bytes; -1 at its end. */
  abstract int receive(byte[] target, int from, int count);

  private static HttpProblem otherLength() {
    return new HttpProblem(ErrorCode.BAD_BODY, "the body is not as long as Content-Length says");
  }

  final byte[] readAll(InputStream in, BodyBuffer buffer, long declared) throws IOException {
    int most = declared >= 0 ? (int) declared : defaults().maxBodyBytes();
    while (buffer.length() < most && buffer.read(in)) {
      // each step takes what has come
    }
    boolean more = buffer.length() == most && in.read() >= 0;
    checkEnd(buffer.length() == declared);
    if (more && declared < 0) {
      throw tooLarge();
    }
    if (declared >= 0 && (more || buffer.length() != declared)) {
      throw otherLength();
    }
    return buffer.whole();
  }

  /**
   * Refuses a body of which the end is not its own.
   *
   * @param whole whether it has the declared length
   */
  void checkEnd(boolean whole) {}

  /** Something that waits until the client takes what is written. */
  @FunctionalInterface
  interface Writing {
    void run() throws IOException;
  }

  final void write(Writing writing) {
    LiveWait wait = liveWait();
    wait.beginWrite();
    try {
      writing.run();
    } catch (IOException | UncheckedIOException | Http2Exception | ServerConnectionException e) {
      throw new CloseConnectionException("the client does not take the answer", e);
    } finally {
      wait.endWrite();
    }
  }

  /** Ends the body of the answer, which waits until the client takes it. */
  abstract void commit();

  @Override
  final Response begin(Status status) {
    response.status(status);
    return new HelidonResponse(this, response);
  }
}
