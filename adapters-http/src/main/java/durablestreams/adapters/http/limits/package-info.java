/**
 * Counters that keep one client, or all of them together, from taking more than the settings allow.
 */
@NullMarked
package durablestreams.adapters.http.limits;

import org.jspecify.annotations.NullMarked;
