/** The rules of creating and forking. */
@NullMarked
package durablestreams.domain.creation;

import org.jspecify.annotations.NullMarked;
