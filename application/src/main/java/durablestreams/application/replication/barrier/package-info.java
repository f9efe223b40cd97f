/** Reads that wait for a record that begins after they came, here and at the leader. */
@NullMarked
package durablestreams.application.replication.barrier;

import org.jspecify.annotations.NullMarked;
