/** The use case of appending and closing: the command as it comes in, and its way to the lane. */
@NullMarked
package durablestreams.application.append;

import org.jspecify.annotations.NullMarked;
