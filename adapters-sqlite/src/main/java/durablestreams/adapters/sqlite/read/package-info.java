/**
 * Reading with connections of their own, next to commits: rows of the hot log, messages, and
 * streams as the tables and the index together say.
 */
@NullMarked
package durablestreams.adapters.sqlite.read;

import org.jspecify.annotations.NullMarked;
