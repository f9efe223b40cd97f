/**
 * The lane that sequences all writes and commits them in groups, and lookup of streams for reads.
 */
@NullMarked
package durablestreams.application.sequencer;

import org.jspecify.annotations.NullMarked;
