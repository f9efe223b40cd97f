/** The vocabulary of durable changes, which is all that a store ever writes. */
@NullMarked
package durablestreams.domain.change;

import org.jspecify.annotations.NullMarked;
