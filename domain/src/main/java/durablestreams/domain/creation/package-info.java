/** The rules of creating and forking: an intent, its outcomes, and the function between them. */
@NullMarked
package durablestreams.domain.creation;

import org.jspecify.annotations.NullMarked;
