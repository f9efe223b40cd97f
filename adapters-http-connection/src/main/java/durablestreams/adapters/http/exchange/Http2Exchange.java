package durablestreams.adapters.http.exchange;

import durablestreams.adapters.http.body.BodyBuffer;
import durablestreams.adapters.http.connection.WatchedConnection;
import durablestreams.adapters.http.connection.waits.BodyWaits;
import durablestreams.adapters.http.connection.waits.LiveWait;
import durablestreams.adapters.http.errors.ErrorCode;
import durablestreams.adapters.http.errors.HttpProblem;
import durablestreams.adapters.http.headers.Fields;
import io.helidon.http.RequestException;
import io.helidon.http.http2.Http2ErrorCode;
import io.helidon.http.http2.Http2Exception;
import io.helidon.http.media.ReadableEntity;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** An exchange over HTTP/2 on a watched connection. */
public final class Http2Exchange extends HelidonExchange {

  /** How much is read of a body that was refused, and for how long. */
  private static final long MAX_LINGER = 1 << 20;

  private static final long MAX_LINGER_NANOS = 1_000_000_000;

  private final WatchedConnection connection;
  private final RoutingRequest request;
  private final RoutingResponse response;
  private final BodyWaits.Progress progress = new BodyWaits.Progress(Long.MAX_VALUE);
  private @Nullable InputStream entity;

  /** Whether reading ended before the body did; to Helidon it was the end of it. */
  private boolean bodyCut;

  public Http2Exchange(
      WatchedConnection connection,
      RoutingRequest request,
      RoutingResponse response,
      ResponseDefaults defaults) {
    super(request, response, defaults);
    this.connection = connection;
    this.request = request;
    this.response = response;
  }

  @Override
  byte[] receive(BodyBuffer buffer, long declared) {
    return await(progress, in -> readAll(in, buffer, declared));
  }

  @Override
  int receive(byte[] target, int from, int count) {
    return await(
        progress,
        in -> {
          int length = in.read(target, from, count);
          if (length < 0 && connection.bodies().timedOut()) {
            bodyCut = true;
            throw tooSlow();
          }
          return length;
        });
  }

  @Override
  void checkEnd(boolean whole) {
    if (connection.bodies().timedOut()) {
      bodyCut = true;
      throw tooSlow();
    }
    if (!whole && defaults().stopping().getAsBoolean()) {
      // Helidon interrupts its threads then, and takes that for the end of a body.
      throw new HttpProblem(ErrorCode.UNAVAILABLE, "this server is stopping: ask again")
          .with(Fields.RETRY_AFTER, "1");
    }
  }

  /** Something to be done with the body, which may wait for more of it. */
  @FunctionalInterface
  private interface Reading<T> {
    T from(InputStream in) throws IOException;
  }

  private <T> T await(BodyWaits.Progress awaited, Reading<T> reading) {
    connection.bodies().begin(awaited);
    try {
      return reading.from(entity());
    } catch (IOException | RequestException e) {
      throw new CloseConnectionException("the body broke off", e);
    } finally {
      connection.bodies().end();
    }
  }

  private InputStream entity() {
    if (entity == null) {
      entity = new MovingBody(request.content().inputStream());
    }
    return entity;
  }

  @Override
  public LiveWait liveWait() {
    return connection.liveWait(request.id());
  }

  @Override
  void commit() {
    write(response::commit);
  }

  /**
   * Reads a little more of a body that was not wanted, so that its client gets to read the answer:
   * as over HTTP/1.1, and then the client is told to stop.
   */
  @Override
  public boolean finish() {
    ReadableEntity content = request.content();
    if (!content.consumed()) {
      await(new BodyWaits.Progress(MAX_LINGER_NANOS), this::discard);
    }
    if (endBody(content)) {
      throw new CloseConnectionException(
          "the body is not wanted", new Http2Exception(Http2ErrorCode.NO_ERROR, "answered"));
    }
    return true;
  }

  private long discard(InputStream in) throws IOException {
    byte[] piece = new byte[PIECE];
    long left = MAX_LINGER;
    int read = 0;
    while (left > 0 && read >= 0) {
      read = in.read(piece);
      left -= Math.max(0, read);
    }
    bodyCut = read >= 0 || connection.bodies().timedOut();
    return left;
  }

  @Override
  public void leave() {
    try {
      endBody(request.content());
    } finally {
      super.leave();
    }
  }

  /** Lets go of a body that has not ended, which Helidon would wait for; false if it has ended. */
  private boolean endBody(ReadableEntity content) {
    if (content.consumed() && !bodyCut) {
      return false;
    }
    connection.abandon(request.id());
    for (int tries = 0; tries < 2 && !content.consumed(); tries++) {
      endWithoutWaiting(content);
    }
    return true;
  }

  /**
   * An interrupted thread does not wait, and to Helidon the body has ended then. The first try may
   * end with the wish to tell a client to continue.
   */
  private static void endWithoutWaiting(ReadableEntity content) {
    Thread.currentThread().interrupt();
    try {
      content.consume();
    } catch (RuntimeException e) {
      // That cannot be told any more.
    } finally {
      Thread.interrupted();
    }
  }

  /** Tells the connection of what arrives. */
  private final class MovingBody extends FilterInputStream {
    MovingBody(InputStream in) {
      super(in);
    }

    @Override
    public int read(byte[] target, int from, int count) throws IOException {
      int read = in.read(target, from, count);
      connection.bodies().moved(Math.max(0, read));
      return read;
    }
  }
}
