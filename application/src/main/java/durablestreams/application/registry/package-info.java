/** The registry stream: from events that wait in the store to messages that clients read. */
@NullMarked
package durablestreams.application.registry;

import org.jspecify.annotations.NullMarked;
