/**
 * Offsets as clients hold them, and what they count. Translating them needs an index of segments
 * and is the business of the application.
 */
@NullMarked
package durablestreams.domain.offset;

import org.jspecify.annotations.NullMarked;
