package durablestreams.bootstrap;

import durablestreams.adapters.http.server.StreamServer;
import durablestreams.application.access.AccessPolicy;
import durablestreams.bootstrap.reload.Reload;
import durablestreams.server.assembly.OrderedStop;
import java.util.OptionalInt;

/** A running server, with its admin listener. */
final class RunningServer {

  private final OrderedStop stop;
  private final StreamServer server;
  private final AdminListener admin;
  private final Reload reload;
  private final AccessPolicy access;

  /**
   * A server that listens.
   *
   * @param stop stops the server, and closes all that it needed
   */
  RunningServer(
      OrderedStop stop,
      StreamServer server,
      AdminListener admin,
      Reload reload,
      AccessPolicy access) {
    this.stop = stop;
    this.server = server;
    this.admin = admin;
    this.reload = reload;
    this.access = access;
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
  boolean stop() {
    admin.draining();
    return stop.stop();
  }
}
