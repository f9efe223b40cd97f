/**
 * Start of a node of a cluster: the engines that can keep the commit log, and what the node adds to
 * a server. A server without a commit log uses nothing of it. Also what asks the nodes from
 * outside.
 */
@NullMarked
package durablestreams.bootstrap.cluster;

import org.jspecify.annotations.NullMarked;
