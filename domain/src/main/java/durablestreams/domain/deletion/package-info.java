/** The rules of deleting, which expiry shares. */
@NullMarked
package durablestreams.domain.deletion;

import org.jspecify.annotations.NullMarked;
