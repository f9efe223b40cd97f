package durablestreams.adapters.http.connection;

import durablestreams.adapters.http.connection.head.HeadReader;
import durablestreams.adapters.http.connection.waits.TimedOutException;
import durablestreams.adapters.http.errors.ErrorCode;
import durablestreams.adapters.http.errors.HttpProblem;
import io.helidon.common.concurrency.limits.Limit;
import io.helidon.common.task.InterruptableTask;
import io.helidon.webserver.spi.ServerConnection;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A connection that speaks HTTP/1: one request after the other, until one of the two sides ends it.
 */
final class Http1Connection implements ServerConnection, InterruptableTask<Void> {

  private final WatchedConnection connection;
  private final RequestHandler handler;
  private final HeadReader heads;
  private volatile @Nullable Thread thread;
  private volatile boolean readingHead = true;
  private volatile boolean ending;

  Http1Connection(WatchedConnection connection, RequestHandler handler, HeadReader heads) {
    this.connection = connection;
    this.handler = handler;
    this.heads = heads;
  }

  @Override
  public void handle(Limit limit) {
    thread = Thread.currentThread();
    boolean more = true;
    while (more && !ending) {
      try {
        readingHead = true;
        var head = heads.read();
        readingHead = false;
        more = handler.serve(connection, head);
      } catch (HttpProblem e) {
        handler.refuse(connection, heads.known(), e);
        return;
      } catch (TimedOutException e) {
        if (readingHead && connection.isInRequest()) {
          handler.refuse(
              connection,
              heads.known(),
              new HttpProblem(ErrorCode.REQUEST_TIMEOUT, "the request did not come in time"));
        }
        return;
      }
    }
  }

  /** Between two requests only: one that is being served is answered first. */
  @Override
  public boolean canInterrupt() {
    return readingHead;
  }

  /** Never: the watchdog closes idle connections. */
  @Override
  public Duration idleTime() {
    return Duration.ZERO;
  }

  @Override
  public void close(boolean interrupt) {
    ending = true;
    Thread serving = thread;
    if (serving != null && (interrupt || readingHead)) {
      serving.interrupt();
    }
  }
}
