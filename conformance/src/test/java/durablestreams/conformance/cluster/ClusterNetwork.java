package durablestreams.conformance.cluster;

import durablestreams.conformance.cluster.engine.ClusterEngine;
import durablestreams.conformance.harness.CuttableLink;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;

/**
 * Network of one node: a link at which the other nodes reach it, and a link from it to each server
 * of the engine. Clients do not use it.
 */
final class ClusterNetwork implements AutoCloseable {

  private final CuttableLink peers = new CuttableLink();
  private final List<CuttableLink> servers = new ArrayList<>();
  private final List<Integer> enginePorts;

  ClusterNetwork(ClusterEngine engine) {
    if (engine.hasLinks()) {
      engine.ports().forEach(port -> servers.add(CuttableLink.to(local(port))));
    }
    enginePorts =
        engine.hasLinks() ? servers.stream().map(CuttableLink::port).toList() : engine.ports();
  }

  private static InetSocketAddress local(int port) {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
  }

  /** Where the node reaches the servers of the engine. */
  List<Integer> enginePorts() {
    return enginePorts;
  }

  /** Where the other nodes reach the node. */
  int peerPort() {
    return peers.port();
  }

  /** Has the link of the other nodes lead to the node, which listens there. */
  void leadTo(int port) {
    peers.forwardTo(local(port));
  }

  /** Nothing passes between the node and the engine. */
  void holdEngine() {
    servers.forEach(CuttableLink::hold);
  }

  /** All connections of the node with the engine break, and new ones are refused. */
  void cutEngine() {
    servers.forEach(link -> quietly(link::cut));
  }

  /** Nothing passes from the other nodes to the node, and no answers. */
  void holdPeers() {
    peers.hold();
  }

  /** Everything passes again. */
  void mend() {
    servers.forEach(link -> quietly(link::mend));
    quietly(peers::mend);
  }

  private interface Action {
    void run() throws IOException;
  }

  private static void quietly(Action action) {
    try {
      action.run();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    servers.forEach(link -> quietly(link::close));
    quietly(peers::close);
  }
}
