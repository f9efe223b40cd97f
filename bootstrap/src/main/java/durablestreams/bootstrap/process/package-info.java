/**
 * The server as a process: disk space, the address to listen on, errors that end it, crashes that
 * tests ask for, what a command prints. No setting but the address is read here.
 */
@NullMarked
package durablestreams.bootstrap.process;

import org.jspecify.annotations.NullMarked;
