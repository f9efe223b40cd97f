package durablestreams.server.assembly;

import durablestreams.adapters.http.cluster.ClusterHttp;
import durablestreams.adapters.http.cluster.HttpPeers;
import durablestreams.application.background.Leadership;
import durablestreams.application.replication.node.ClusterNode;
import durablestreams.application.sequencer.UseReports;

/**
 * Parts that make a server a node of a cluster. The stores that the server is assembled from are
 * those that commit to the log.
 *
 * @param peers connections to the other nodes
 */
public record NodeParts(ClusterNode node, HttpPeers peers) {

  Leadership leadership() {
    return node.leadership();
  }

  UseReports uses() {
    return node.uses();
  }

  ClusterHttp http() {
    return new ClusterHttp(node, peers);
  }
}
