/** Tests of single classes of this package. */
@NullMarked
package durablestreams.adapters.auth.policy;

import org.jspecify.annotations.NullMarked;
