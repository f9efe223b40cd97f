package durablestreams.conformance.limits;

import durablestreams.conformance.harness.StreamServer;
import durablestreams.conformance.harness.WireConnection;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Connections that the server has taken and keeps open. */
final class HeldConnections implements AutoCloseable {
  private final List<WireConnection> connections = new ArrayList<>();

  /**
   * So many connections, each of which was served. The server may not have noticed yet that earlier
   * ones are gone, so a refusal is tried again for a while.
   */
  static HeldConnections of(StreamServer server, int count) throws IOException {
    var held = new HeldConnections();
    for (int tries = 0; held.connections.size() < count; tries++) {
      WireConnection connection = server.connect();
      int status = server.request("GET", "/health").sendOn(connection).status();
      if (status == 200) {
        held.connections.add(connection);
      } else {
        connection.close();
      }
      if (tries > 1_000) {
        throw new AssertionError("the server took only " + held.connections.size());
      }
    }
    return held;
  }

  WireConnection first() {
    return connections.getFirst();
  }

  @Override
  public void close() {
    connections.forEach(WireConnection::close);
  }
}
