/**
 * Snapshots of replicas: which of them a node may join a commit log with, how they are checked, and
 * up to where the log can be trimmed because of them. A snapshot is a backup that names its
 * position in the log.
 */
@NullMarked
package durablestreams.application.replication.snapshot;

import org.jspecify.annotations.NullMarked;
