/** The live end of streams: what was just committed, and who waits for more. */
@NullMarked
package durablestreams.application.tail;

import org.jspecify.annotations.NullMarked;
