/** Ports that driven adapters implement. */
@NullMarked
package durablestreams.application.port;

import org.jspecify.annotations.NullMarked;
