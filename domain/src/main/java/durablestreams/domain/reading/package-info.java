/** How a range of positions becomes places to read from. */
@NullMarked
package durablestreams.domain.reading;

import org.jspecify.annotations.NullMarked;
