/**
 * Feature level of the records of a commit log: what the leader knows of the level that other nodes
 * read, and the use case that raises the level of the log.
 */
@NullMarked
package durablestreams.application.replication.level;

import org.jspecify.annotations.NullMarked;
