package durablestreams.adapters.http.exchange;

import durablestreams.adapters.http.body.BodyBuffer;
import durablestreams.adapters.http.connection.waits.LiveWait;
import io.helidon.http.RequestException;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * An exchange on a connection that belongs to an application: one of its routes leads here. The
 * limits of sizes and memory hold; those of time are the application's, as it has the connection.
 */
public final class MountedExchange extends HelidonExchange {

  private final ServerRequest request;

  /** Never told that the client is gone: the next write tells. */
  private final LiveWait wait = new LiveWait();

  public MountedExchange(
      ServerRequest request, ServerResponse response, ResponseDefaults defaults) {
    super(request, response, defaults);
    this.request = request;
  }

  @Override
  byte[] receive(BodyBuffer buffer, long declared) {
    try {
      return readAll(request.content().inputStream(), buffer, declared);
    } catch (IOException | UncheckedIOException | RequestException e) {
      throw new CloseConnectionException("the body broke off", e);
    }
  }

  @Override
  int receive(byte[] target, int from, int count) {
    try {
      return request.content().inputStream().read(target, from, count);
    } catch (IOException | UncheckedIOException | RequestException e) {
      throw new CloseConnectionException("the body broke off", e);
    }
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
