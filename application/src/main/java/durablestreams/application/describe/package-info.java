/** Describing streams. */
@NullMarked
package durablestreams.application.describe;

import org.jspecify.annotations.NullMarked;
