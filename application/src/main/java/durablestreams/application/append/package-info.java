/** Appending and closing. */
@NullMarked
package durablestreams.application.append;

import org.jspecify.annotations.NullMarked;
