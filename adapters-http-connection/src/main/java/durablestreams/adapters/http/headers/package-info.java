/**
 * Header fields and query parameters: their names, and how their values are read and written.
 * Nothing here knows what a request is for.
 */
@NullMarked
package durablestreams.adapters.http.headers;

import org.jspecify.annotations.NullMarked;
