package durablestreams.adapters.http.exchange;

import durablestreams.adapters.http.connection.waits.LiveWait;
import durablestreams.adapters.http.errors.ErrorCode;
import durablestreams.adapters.http.errors.HttpProblem;
import io.helidon.common.buffers.BufferData;
import io.helidon.http.RequestException;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/**
 * An exchange on a connection that belongs to an application: one of its routes leads here. The
 * limits of sizes and memory hold; those of time are the application's, as it has the connection.
 */
public final class MountedExchange extends HelidonExchange {

  private final ServerRequest request;

  /** Never told that the client is gone: the next write tells. */
  private final LiveWait wait = new LiveWait();

  private boolean bodyRead;

  public MountedExchange(
      ServerRequest request, ServerResponse response, ResponseDefaults defaults) {
    super(request, response, defaults);
    this.request = request;
  }

  @Override
  public boolean hasBody() {
    return !bodyRead && request.content().hasEntity();
  }

  @Override
  byte[] readBody() {
    if (!hasBody()) {
      return BufferData.EMPTY_BYTES;
    }
    bodyRead = true;
    long declared = request.headers().contentLength().orElse(-1);
    checkLength(declared);
    BodyBuffer buffer = new BodyBuffer(memory(), (int) declared, defaults().maxBodyBytes());
    boolean complete = false;
    try {
      byte[] body = readAll(request.content().inputStream(), buffer, declared);
      complete = true;
      hold(buffer.lease());
      return body;
    } catch (IOException | UncheckedIOException | RequestException e) {
      throw new CloseConnectionException("the body broke off", e);
    } finally {
      if (!complete) {
        buffer.release();
      }
    }
  }

  private byte[] readAll(InputStream in, BodyBuffer buffer, long declared) throws IOException {
    int most = declared >= 0 ? (int) declared : defaults().maxBodyBytes();
    while (buffer.length() < most && buffer.read(in)) {
      // each step takes what has come
    }
    boolean more = buffer.length() == most && in.read() >= 0;
    if (more && declared < 0) {
      throw tooLarge();
    }
    if (declared >= 0 && (more || buffer.length() != declared)) {
      throw new HttpProblem(ErrorCode.BAD_BODY, "the body is not as long as Content-Length says");
    }
    return buffer.whole();
  }

  @Override
  public LiveWait liveWait() {
    return wait;
  }

  /** Nothing: the application's routing commits what a route has answered. */
  @Override
  void commit() {}

  @Override
  public boolean finish() {
    return true;
  }
}
