/** Tests of the SQLite store: the contracts of its ports, and what real files add to them. */
@NullMarked
package durablestreams.adapters.sqlite;

import org.jspecify.annotations.NullMarked;
