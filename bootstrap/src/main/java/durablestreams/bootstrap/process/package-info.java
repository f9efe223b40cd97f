/**
 * The server as a process: heap, open files, disk space, the address to listen on, errors that end
 * it, and the order in which its parts are closed. No setting is read here.
 */
@NullMarked
package durablestreams.bootstrap.process;

import org.jspecify.annotations.NullMarked;
