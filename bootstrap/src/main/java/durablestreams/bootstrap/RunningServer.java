package durablestreams.bootstrap;

import durablestreams.adapters.http.server.StreamServer;
import durablestreams.application.assembly.StreamService;
import durablestreams.application.port.SegmentArchive;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/**
 * A server that runs, until it is stopped.
 *
 * <p>A stop goes from the outside in, and takes a bounded time whatever clients do: live readers
 * are let go, requests in flight finish or are cut off, what is queued is committed, the store and
 * the archive are closed.
 */
final class RunningServer implements AutoCloseable {

  /** What the stop of the HTTP side may take beyond its own timeout, and the rest altogether. */
  private static final Duration MARGIN = Duration.ofSeconds(1);

  private static final Duration STORE_BOUND = Duration.ofSeconds(10);
  private static final System.Logger LOG = System.getLogger(RunningServer.class.getName());

  /** What is open already, to be closed in the opposite order. */
  static final class Parts {
    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    private Optional<StreamService> service = Optional.empty();

    OpenStore store(OpenStore store) {
      open.push(store);
      return store;
    }

    SegmentArchive archive(SegmentArchive archive) {
      open.push(archive);
      return archive;
    }

    StreamService service(StreamService opened) {
      open.push(opened);
      service = Optional.of(opened);
      return opened;
    }

    RunningServer listening(StreamServer server, Duration stopTimeout) {
      return new RunningServer(this, server, service.orElseThrow(), stopTimeout);
    }

    void close() {
      while (!open.isEmpty()) {
        AutoCloseable part = open.pop();
        try {
          part.close();
        } catch (Exception e) {
          LOG.log(System.Logger.Level.ERROR, "Closing " + part.getClass().getSimpleName(), e);
        }
      }
    }

    void closeAfter(RuntimeException failure) {
      while (!open.isEmpty()) {
        try {
          open.pop().close();
        } catch (Exception e) {
          failure.addSuppressed(e);
        }
      }
    }
  }

  private final Parts parts;
  private final StreamServer server;
  private final StreamService service;
  private final Duration stopTimeout;
  private boolean stopped;

  private RunningServer(
      Parts parts, StreamServer server, StreamService service, Duration stopTimeout) {
    this.parts = parts;
    this.server = server;
    this.service = service;
    this.stopTimeout = stopTimeout;
  }

  int port() {
    return server.port();
  }

  /** Stops everything, once. */
  @Override
  public synchronized void close() {
    if (stopped) {
      return;
    }
    stopped = true;
    service.endLiveReaders();
    if (!bounded("http-stop", server::stop, stopTimeout.plus(MARGIN))) {
      LOG.log(System.Logger.Level.WARNING, "Some clients held on to their connections.");
    }
    if (!bounded("store-stop", parts::close, STORE_BOUND)) {
      LOG.log(
          System.Logger.Level.ERROR,
          "The store did not close within {0} s; what was acknowledged is safe.",
          STORE_BOUND.toSeconds());
    }
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
