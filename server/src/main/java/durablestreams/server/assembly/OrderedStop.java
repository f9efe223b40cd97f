package durablestreams.server.assembly;

import durablestreams.adapters.http.server.StreamServer;
import durablestreams.application.assembly.StreamService;
import durablestreams.application.replication.node.ClusterNode;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Optional;

/**
 * Ordered stop of a server.
 *
 * <p>A stop proceeds from the outside in and takes a bounded time whatever clients do: a node of a
 * cluster hands over, live reads end, requests in flight finish or are cut off, queued writes are
 * committed, the archive and the store are closed.
 */
public final class OrderedStop {

  /** Time that the stop of the HTTP side may take beyond its own timeout. */
  private static final Duration MARGIN = Duration.ofSeconds(1);

  /** How long another node may take to lead. */
  private static final Duration HAND_OVER = Duration.ofSeconds(2);

  /** Time limit for closing store and archive: a last commit, and the end of uploads. */
  private static final Duration STORE_BOUND = Duration.ofSeconds(10);

  private static final System.Logger LOG = System.getLogger(OrderedStop.class.getName());

  private final CloseStack parts;
  private final StreamService service;
  private final Optional<StreamServer> server;
  private final Duration timeout;
  private final Optional<ClusterNode> node;
  private boolean stopped;
  private boolean clean;

  /**
   * @param parts what is to be closed after the listener has stopped
   * @param server the listener, if there is one
   * @param timeout how long requests in flight may take
   */
  public OrderedStop(
      CloseStack parts, StreamService service, Optional<StreamServer> server, Duration timeout) {
    this(parts, service, server, timeout, Optional.empty());
  }

  /**
   * @param node hands over before anything stops, so that requests are forwarded meanwhile
   */
  public OrderedStop(
      CloseStack parts,
      StreamService service,
      Optional<StreamServer> server,
      Duration timeout,
      Optional<ClusterNode> node) {
    this.parts = parts;
    this.service = service;
    this.server = server;
    this.timeout = timeout;
    this.node = node;
  }

  /** Stops everything, once. Returns whether all that was open closed as it should. */
  public synchronized boolean stop() {
    if (!stopped) {
      stopped = true;
      node.ifPresent(OrderedStop::retire);
      server.ifPresent(StreamServer::endConnections);
      service.endLiveReaders();
      if (server.isPresent() && !bounded("http-stop", server.get()::stop, timeout.plus(MARGIN))) {
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

  private static void retire(ClusterNode node) {
    try {
      node.retire(HAND_OVER);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
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
