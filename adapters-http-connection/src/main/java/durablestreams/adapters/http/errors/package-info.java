/** How a request is refused: one code for every reason, and the body that tells it. */
@NullMarked
package durablestreams.adapters.http.errors;

import org.jspecify.annotations.NullMarked;
