/** Catch-up reads: planning, the cold and the hot side, and pages. */
@NullMarked
package durablestreams.application.read;

import org.jspecify.annotations.NullMarked;
