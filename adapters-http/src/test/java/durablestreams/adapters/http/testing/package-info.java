/** A server for the tests, and clients that can be impolite. */
@NullMarked
package durablestreams.adapters.http.testing;

import org.jspecify.annotations.NullMarked;
