/**
 * The stream store, directory, maintenance queue, archive claims and subscriptions on SQLite: one
 * class for each port, and the database that they share. SQL, jOOQ and JDBC live in this package
 * and those below it, and nowhere else.
 */
@NullMarked
package durablestreams.adapters.sqlite;

import org.jspecify.annotations.NullMarked;
