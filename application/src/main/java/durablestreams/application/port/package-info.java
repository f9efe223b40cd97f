/** What the application needs from the outside: the ports that driven adapters implement. */
@NullMarked
package durablestreams.application.port;

import org.jspecify.annotations.NullMarked;
