/**
 * Digests of the state of a replica, piece by piece, and their comparison between the nodes of a
 * cluster. Each piece is of the state behind the same record at all nodes.
 */
@NullMarked
package durablestreams.application.replication.digest;

import org.jspecify.annotations.NullMarked;
