package durablestreams.bootstrap;

import durablestreams.adapters.http.server.StreamServer;
import durablestreams.application.access.AccessPolicy;
import durablestreams.application.assembly.StreamService;
import durablestreams.bootstrap.process.CloseStack;
import durablestreams.bootstrap.reload.Reload;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.OptionalInt;

/**
 * A running server and its ordered shutdown.
 *
 * <p>A stop proceeds from the outside in and takes a bounded time whatever clients do: live reads
 * end, requests in flight finish or are cut off, queued writes are committed, the archive and the
 * store are closed.
 */
final class RunningServer {

  /** Time that the stop of the HTTP side may take beyond its own timeout. */
  private static final Duration MARGIN = Duration.ofSeconds(1);

  /** Time limit for closing store and archive: a last commit, and the end of uploads. */
  private static final Duration STORE_BOUND = Duration.ofSeconds(10);

  private static final System.Logger LOG = System.getLogger(RunningServer.class.getName());

  private final CloseStack parts;
  private final StreamService service;
  private final StreamServer server;
  private final AdminListener admin;
  private final Reload reload;
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
      CloseStack parts,
      StreamService service,
      StreamServer server,
      AdminListener admin,
      Reload reload,
      AccessPolicy access,
      Duration stopTimeout) {
    this.parts = parts;
    this.service = service;
    this.server = server;
    this.admin = admin;
    this.reload = reload;
    this.access = access;
    this.stopTimeout = stopTimeout;
  }

  int port() {
    return server.port();
  }

  Reload reload() {
    return reload;
  }

  /** The port of the admin listener; empty if there is none. */
  OptionalInt adminPort() {
    return admin.port();
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
      admin.draining();
      server.endConnections();
      service.endLiveReaders();
      if (!bounded("http-stop", server::stop, stopTimeout.plus(MARGIN))) {
        LOG.log(Level.WARNING, "Some connections did not end in time and were abandoned");
      }
      boolean closed = bounded("store-stop", parts::close, STORE_BOUND);
      if (!closed) {
        LOG.log(Level.ERROR, "The store did not close within {0} s", STORE_BOUND.toSeconds());
      }
      clean = closed && parts.clean();
    }
    return clean;
  }

  /** Waits for a task for at most this time; the task may continue after that. */
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
