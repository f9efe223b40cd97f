/** A node of a cluster: it follows the commit log, or leads and appends to it. */
@NullMarked
package durablestreams.application.replication.node;

import org.jspecify.annotations.NullMarked;
