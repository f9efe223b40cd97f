package durablestreams.adapters.http.exchange;

import durablestreams.adapters.http.connection.waits.LiveWait;
import durablestreams.adapters.http.headers.RequestHead;
import io.helidon.http.HttpPrologue;
import io.helidon.http.Status;
import io.helidon.http.http2.Http2Exception;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.ServerConnectionException;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.UncheckedIOException;

/** An exchange through Helidon's own request and response. */
abstract sealed class HelidonExchange extends Exchange permits Http2Exchange, MountedExchange {

  /** As much as one frame takes, unless a client allows more. */
  static final int PIECE = 16 << 10;

  private final ServerResponse response;

  HelidonExchange(ServerRequest request, ServerResponse response, ResponseDefaults defaults) {
    super(headOf(request), request.remotePeer(), request.isSecure(), defaults);
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
