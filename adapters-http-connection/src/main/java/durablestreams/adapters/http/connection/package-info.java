/**
 * Connections as Helidon's protocols see them: who may open one, which protocol it speaks, reading
 * and writing, and the watchdog that checks all of them.
 */
@NullMarked
package durablestreams.adapters.http.connection;

import org.jspecify.annotations.NullMarked;
