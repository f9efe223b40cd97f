package durablestreams.adapters.http.cluster;

import durablestreams.application.replication.ClusterMember;

/**
 * Cluster that a server belongs to.
 *
 * @param member tells where requests are served
 * @param peers connections to the other nodes; they outlive the server
 */
public record ClusterHttp(ClusterMember member, HttpPeers peers) {}
