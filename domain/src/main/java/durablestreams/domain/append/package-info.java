/** The rules of appending and closing. */
@NullMarked
package durablestreams.domain.append;

import org.jspecify.annotations.NullMarked;
