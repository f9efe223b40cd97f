/** Long runs against the packaged server, which {@code conformance/soak} starts by hand. */
@NullMarked
package durablestreams.conformance.soak;

import org.jspecify.annotations.NullMarked;
