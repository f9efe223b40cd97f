/** Rules that a history must keep, and the operations that show where it does not. */
@NullMarked
package durablestreams.histories.check;

import org.jspecify.annotations.NullMarked;
