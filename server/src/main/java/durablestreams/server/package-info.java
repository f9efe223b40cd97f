/**
 * The server as a library. Start with {@link durablestreams.server.DurableStreams}: it listens, is
 * mounted as routes of another web server, and is called in process.
 */
@NullMarked
package durablestreams.server;

import org.jspecify.annotations.NullMarked;
