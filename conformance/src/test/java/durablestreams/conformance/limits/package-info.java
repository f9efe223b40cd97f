/** Limits and errors: what the server refuses, how it says so, and that nothing else breaks. */
@NullMarked
package durablestreams.conformance.limits;

import org.jspecify.annotations.NullMarked;
