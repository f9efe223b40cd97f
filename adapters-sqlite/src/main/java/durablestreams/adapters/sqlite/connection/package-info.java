/**
 * Connections to the database file, each set up for what it is for; the write-ahead log and its
 * checkpoints; what errors of SQLite mean. No table is known here.
 */
@NullMarked
package durablestreams.adapters.sqlite.connection;

import org.jspecify.annotations.NullMarked;
