/** Background work inside the store: the space of rows that are no longer needed. */
@NullMarked
package durablestreams.application.housekeeping;

import org.jspecify.annotations.NullMarked;
