/** The rules of appending and closing: an intent, its outcomes, and the function between them. */
@NullMarked
package durablestreams.domain.append;

import org.jspecify.annotations.NullMarked;
