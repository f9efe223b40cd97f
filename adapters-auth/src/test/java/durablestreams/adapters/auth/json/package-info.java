/** Tests of single classes of this package. */
@NullMarked
package durablestreams.adapters.auth.json;

import org.jspecify.annotations.NullMarked;
