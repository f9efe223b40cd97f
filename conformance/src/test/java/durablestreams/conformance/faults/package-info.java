/**
 * Faults of what surrounds the server process, each with the answer that {@code docs/guarantees.md}
 * tells: the clock, the scheduler, damaged files and objects. Those of the disk are in {@code
 * disk}, those of an archive that is down in {@code cold}.
 */
@NullMarked
package durablestreams.conformance.faults;

import org.jspecify.annotations.NullMarked;
