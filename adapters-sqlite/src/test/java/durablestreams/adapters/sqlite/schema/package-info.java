/** Tests of single classes of this package. */
@NullMarked
package durablestreams.adapters.sqlite.schema;

import org.jspecify.annotations.NullMarked;
