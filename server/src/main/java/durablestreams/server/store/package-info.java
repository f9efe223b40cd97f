/**
 * Stores that a server can be opened with, one class each, so that only the chosen one is loaded.
 */
@NullMarked
package durablestreams.server.store;

import org.jspecify.annotations.NullMarked;
