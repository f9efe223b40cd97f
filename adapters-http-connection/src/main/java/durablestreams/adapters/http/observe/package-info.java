/** Counts of requests by kind and outcome, and the record of each for the access log. */
@NullMarked
package durablestreams.adapters.http.observe;

import org.jspecify.annotations.NullMarked;
