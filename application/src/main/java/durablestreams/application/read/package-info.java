/** Catch-up reads: offsets to positions, positions to storage locations, locations to pages. */
@NullMarked
package durablestreams.application.read;

import org.jspecify.annotations.NullMarked;
