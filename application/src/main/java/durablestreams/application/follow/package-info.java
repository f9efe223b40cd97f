/**
 * Use case of live reads, for both long-poll and SSE: from storage to the tail, and from there on.
 */
@NullMarked
package durablestreams.application.follow;

import org.jspecify.annotations.NullMarked;
