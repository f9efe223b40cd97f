/**
 * Waits for a peer: how long each may last, and how it is ended. No class here knows what a
 * connection is.
 */
@NullMarked
package durablestreams.adapters.http.connection.waits;

import org.jspecify.annotations.NullMarked;
