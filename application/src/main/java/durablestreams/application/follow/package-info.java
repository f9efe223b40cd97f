/**
 * The use case of reading live, for long-poll and SSE alike: from storage until the tail, and from
 * there on.
 */
@NullMarked
package durablestreams.application.follow;

import org.jspecify.annotations.NullMarked;
