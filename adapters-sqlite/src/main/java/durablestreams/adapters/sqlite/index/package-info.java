/**
 * The index of the hot log in memory: which streams have rows, where those are, and what they
 * change in the row of the stream. Nothing here writes to the file.
 */
@NullMarked
package durablestreams.adapters.sqlite.index;

import org.jspecify.annotations.NullMarked;
