/**
 * How a range of positions becomes places to read from. Reading itself happens in the application.
 */
@NullMarked
package durablestreams.domain.reading;

import org.jspecify.annotations.NullMarked;
