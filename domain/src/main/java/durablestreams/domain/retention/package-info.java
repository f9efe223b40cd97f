/** Which messages of a stream are retained, and what is removed from its front. */
@NullMarked
package durablestreams.domain.retention;

import org.jspecify.annotations.NullMarked;
