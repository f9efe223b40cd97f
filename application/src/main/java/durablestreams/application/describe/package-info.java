/** The use case of describing a stream without reading it or prolonging its life. */
@NullMarked
package durablestreams.application.describe;

import org.jspecify.annotations.NullMarked;
