/** Runs of scenarios by seed, and the command that runs many. */
@NullMarked
package durablestreams.simulation;

import org.jspecify.annotations.NullMarked;
