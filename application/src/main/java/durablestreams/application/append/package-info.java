/** Use case of appending and closing, from the command to the lane. */
@NullMarked
package durablestreams.application.append;

import org.jspecify.annotations.NullMarked;
