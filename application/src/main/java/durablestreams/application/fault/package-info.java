/** Places at which tests end the process, to see what a crash leaves behind. */
@NullMarked
package durablestreams.application.fault;

import org.jspecify.annotations.NullMarked;
