/** Tests of single classes of this package. */
@NullMarked
package durablestreams.adapters.sqlite.index;

import org.jspecify.annotations.NullMarked;
