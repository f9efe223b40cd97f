/** Live tail of streams: recent commits, their followers, and the fan-out between them. */
@NullMarked
package durablestreams.application.tail;

import org.jspecify.annotations.NullMarked;
