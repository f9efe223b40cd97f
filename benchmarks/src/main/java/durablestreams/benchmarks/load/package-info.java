/**
 * Ways to put load on a server: closed loops, catch-up readers, long-poll waiters, SSE readers.
 * Each measures what it does.
 */
@NullMarked
package durablestreams.benchmarks.load;

import org.jspecify.annotations.NullMarked;
