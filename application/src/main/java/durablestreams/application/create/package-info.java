/**
 * The use case of creating streams and forks: the command as it comes in, and its way to the lane.
 */
@NullMarked
package durablestreams.application.create;

import org.jspecify.annotations.NullMarked;
