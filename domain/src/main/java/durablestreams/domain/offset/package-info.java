/** Offsets as clients hold them, and what they count. */
@NullMarked
package durablestreams.domain.offset;

import org.jspecify.annotations.NullMarked;
