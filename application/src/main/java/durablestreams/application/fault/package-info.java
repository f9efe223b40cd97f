/** Fault points at which tests end the process to check recovery from a crash. */
@NullMarked
package durablestreams.application.fault;

import org.jspecify.annotations.NullMarked;
