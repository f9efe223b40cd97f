/** Putting the use cases together over the ports. */
@NullMarked
package durablestreams.application.assembly;

import org.jspecify.annotations.NullMarked;
