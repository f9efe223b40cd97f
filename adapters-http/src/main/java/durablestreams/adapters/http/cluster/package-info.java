/**
 * HTTP between the nodes of a cluster: requests that are forwarded to the leader, and calls of one
 * node to another. A server without a cluster has none of it but {@link
 * durablestreams.adapters.http.cluster.Placement#SINGLE}.
 */
@NullMarked
package durablestreams.adapters.http.cluster;

import org.jspecify.annotations.NullMarked;
