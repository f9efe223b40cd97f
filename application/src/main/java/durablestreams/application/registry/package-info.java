/** The registry stream: projection of stored events to messages that clients read. */
@NullMarked
package durablestreams.application.registry;

import org.jspecify.annotations.NullMarked;
