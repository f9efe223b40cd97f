/**
 * The commit log in a table of PostgreSQL: conditional inserts into it, and the checks that the
 * server keeps what it says it has committed.
 */
@NullMarked
package durablestreams.adapters.postgres;

import org.jspecify.annotations.NullMarked;
