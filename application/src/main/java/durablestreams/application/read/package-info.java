/** Catch-up reads: from offsets to positions, from positions to places, from places to pages. */
@NullMarked
package durablestreams.application.read;

import org.jspecify.annotations.NullMarked;
