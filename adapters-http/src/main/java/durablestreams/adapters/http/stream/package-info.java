/** The operations on streams, one handler for each method, and the routes that lead to them. */
@NullMarked
package durablestreams.adapters.http.stream;

import org.jspecify.annotations.NullMarked;
