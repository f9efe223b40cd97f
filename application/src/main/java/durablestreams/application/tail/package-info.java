/** The live end of streams: what was just committed, who waits for more, and how they are woken. */
@NullMarked
package durablestreams.application.tail;

import org.jspecify.annotations.NullMarked;
