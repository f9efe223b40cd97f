/** Readers of request bodies: whole, within the memory budget, or piece by piece. */
@NullMarked
package durablestreams.adapters.http.body;

import org.jspecify.annotations.NullMarked;
