/**
 * The rules of deleting, which expiry shares: soft deletes, purges and the cascade along a line of
 * forks.
 */
@NullMarked
package durablestreams.domain.deletion;

import org.jspecify.annotations.NullMarked;
