/**
 * Engines of commit logs as processes of this machine, with the faults that an engine can have:
 * servers that are killed, paused, restarted and replaced by their standby.
 */
@NullMarked
package durablestreams.conformance.cluster.engine;

import org.jspecify.annotations.NullMarked;
