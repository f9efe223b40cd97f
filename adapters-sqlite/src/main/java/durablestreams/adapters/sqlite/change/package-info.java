/**
 * Writing the changes of a commit into the tables, all but appends; the sequence lock by which
 * readers notice such a change.
 */
@NullMarked
package durablestreams.adapters.sqlite.change;

import org.jspecify.annotations.NullMarked;
