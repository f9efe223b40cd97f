/** Live reads, for long-poll and SSE alike. */
@NullMarked
package durablestreams.application.follow;

import org.jspecify.annotations.NullMarked;
