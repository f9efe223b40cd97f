/** Putting the use cases together over the ports; nothing here decides anything about streams. */
@NullMarked
package durablestreams.application.assembly;

import org.jspecify.annotations.NullMarked;
