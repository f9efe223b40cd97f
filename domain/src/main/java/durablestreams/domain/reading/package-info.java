/** Mapping of position ranges to storage locations. The application does the reading. */
@NullMarked
package durablestreams.domain.reading;

import org.jspecify.annotations.NullMarked;
