/**
 * Connections: who may open one, which protocol it speaks, and a watch over peers that keep the
 * server waiting.
 */
@NullMarked
package durablestreams.adapters.http.connection;

import org.jspecify.annotations.NullMarked;
