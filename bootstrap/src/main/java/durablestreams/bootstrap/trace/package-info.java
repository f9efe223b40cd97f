/** Traces that the environment asks for, and their ids in the log. Makes no span itself. */
@NullMarked
package durablestreams.bootstrap.trace;

import org.jspecify.annotations.NullMarked;
