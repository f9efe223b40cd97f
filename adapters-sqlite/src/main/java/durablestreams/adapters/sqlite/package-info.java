/**
 * The stream store, directory and maintenance queue on SQLite. SQL, jOOQ and JDBC live here and
 * nowhere else.
 */
@NullMarked
package durablestreams.adapters.sqlite;

import org.jspecify.annotations.NullMarked;
