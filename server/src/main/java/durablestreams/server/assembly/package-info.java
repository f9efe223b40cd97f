/**
 * Assembly of a server from open ports, and what it takes of its process: heap, open files, the
 * order in which its parts are closed. It names no store and no archive.
 */
@NullMarked
package durablestreams.server.assembly;

import org.jspecify.annotations.NullMarked;
