/** What caches between a client and the server keep, tested with nginx as the cache. */
@NullMarked
package durablestreams.conformance.caching;

import org.jspecify.annotations.NullMarked;
