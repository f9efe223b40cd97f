/** Use case of creating streams and forks, from the command to the lane. */
@NullMarked
package durablestreams.application.create;

import org.jspecify.annotations.NullMarked;
