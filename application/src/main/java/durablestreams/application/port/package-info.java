/** Ports that driven adapters implement, with the values and errors that they exchange. */
@NullMarked
package durablestreams.application.port;

import org.jspecify.annotations.NullMarked;
