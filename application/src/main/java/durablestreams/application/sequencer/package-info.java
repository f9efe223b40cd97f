/**
 * The lane that sequences all writes, commits them in groups, and keeps the state of warm streams.
 */
@NullMarked
package durablestreams.application.sequencer;

import org.jspecify.annotations.NullMarked;
