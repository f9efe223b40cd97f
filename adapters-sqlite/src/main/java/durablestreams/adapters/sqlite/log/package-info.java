/**
 * Rows of the hot log: how appends share them or are divided between them, their checksums, adding
 * and removing them, and where the log begins and ends.
 */
@NullMarked
package durablestreams.adapters.sqlite.log;

import org.jspecify.annotations.NullMarked;
