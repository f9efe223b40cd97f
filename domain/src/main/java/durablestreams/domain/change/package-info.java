/** The vocabulary of durable changes. */
@NullMarked
package durablestreams.domain.change;

import org.jspecify.annotations.NullMarked;
