/** Tests of single classes of this package. */
@NullMarked
package durablestreams.adapters.auth.verification;

import org.jspecify.annotations.NullMarked;
