/**
 * What caches may keep: entity tags, Cache-Control, and pages compressed for a client that asks.
 */
@NullMarked
package durablestreams.adapters.http.caching;

import org.jspecify.annotations.NullMarked;
