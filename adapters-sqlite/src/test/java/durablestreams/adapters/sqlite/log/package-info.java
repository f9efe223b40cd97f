/** Tests of single classes of this package. */
@NullMarked
package durablestreams.adapters.sqlite.log;

import org.jspecify.annotations.NullMarked;
