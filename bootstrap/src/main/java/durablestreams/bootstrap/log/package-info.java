/** The log of the process, and the log of requests. */
@NullMarked
package durablestreams.bootstrap.log;

import org.jspecify.annotations.NullMarked;
