/** The state of warm streams: loading, weight, eviction. The lane changes it; any thread reads. */
@NullMarked
package durablestreams.application.sequencer.cache;

import org.jspecify.annotations.NullMarked;
