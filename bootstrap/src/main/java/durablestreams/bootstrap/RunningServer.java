package durablestreams.bootstrap;

import durablestreams.adapters.http.server.StreamServer;
import durablestreams.application.access.AccessPolicy;
import durablestreams.application.assembly.StreamService;
import java.lang.System.Logger.Level;
import java.time.Duration;

/**
 * A server that runs, until it is stopped.
 *
 * <p>A stop goes from the outside in, and takes a bounded time whatever clients do: live readers
 * are let go, requests in flight finish or are cut off, what is queued is committed, the archive
 * and the store are closed.
 */
final class RunningServer {

  /** What the stop of the HTTP side may take beyond its own timeout. */
  private static final Duration MARGIN = Duration.ofSeconds(1);

  /** What everything behind it may take: a last commit, and the end of uploads. */
  private static final Duration STORE_BOUND = Duration.ofSeconds(10);

  private static final System.Logger LOG = System.getLogger(RunningServer.class.getName());

  private final OpenParts parts;
  private final StreamService service;
  private final StreamServer server;
  private final AccessPolicy access;
  private final Duration stopTimeout;
  private boolean stopped;
  private boolean clean;

  /**
   * A server that listens.
   *
   * @param parts what is to be closed after the server has stopped
   */
  RunningServer(
      OpenParts parts,
      StreamService service,
      StreamServer server,
      AccessPolicy access,
      Duration stopTimeout) {
    this.parts = parts;
    this.service = service;
    this.server = server;
    this.access = access;
    this.stopTimeout = stopTimeout;
  }

  int port() {
    return server.port();
  }

  /** The largest request body that is taken. */
  int maxBodyBytes() {
    return server.maxBodyBytes();
  }

  AccessPolicy access() {
    return access;
  }

  /** Stops everything, once. Returns whether all that was open closed as it should. */
  synchronized boolean stop() {
    if (!stopped) {
      stopped = true;
      server.endConnections();
      service.endLiveReaders();
      if (!bounded("http-stop", server::stop, stopTimeout.plus(MARGIN))) {
        LOG.log(Level.WARNING, "Some clients did not let go, and were left");
      }
      boolean closed = bounded("store-stop", parts::close, STORE_BOUND);
      if (!closed) {
        LOG.log(Level.ERROR, "The store did not close within {0} s", STORE_BOUND.toSeconds());
      }
      clean = closed && parts.clean();
    }
    return clean;
  }

  /** Runs a task for no longer than this; it may go on after that, but nobody waits. */
  private static boolean bounded(String name, Runnable task, Duration bound) {
    Thread thread = Thread.ofPlatform().daemon().name(name).start(task);
    try {
      return thread.join(bound);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
