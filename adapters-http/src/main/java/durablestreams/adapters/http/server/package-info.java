/** The server itself: everything here is put together and started, and stopped again. */
@NullMarked
package durablestreams.adapters.http.server;

import org.jspecify.annotations.NullMarked;
