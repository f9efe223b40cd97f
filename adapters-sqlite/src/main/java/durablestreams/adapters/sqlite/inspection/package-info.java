/** A look into a data folder that no server uses, without changing anything in it. */
@NullMarked
package durablestreams.adapters.sqlite.inspection;

import org.jspecify.annotations.NullMarked;
