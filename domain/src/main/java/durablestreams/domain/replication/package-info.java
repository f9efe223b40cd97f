/**
 * Rules of a replicated commit log: what a record is, and which of the records in a log count. They
 * are pure, so that all nodes that read the same log agree. Nothing else in the domain depends on
 * them.
 */
@NullMarked
package durablestreams.domain.replication;

import org.jspecify.annotations.NullMarked;
