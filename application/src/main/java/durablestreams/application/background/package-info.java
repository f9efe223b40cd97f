/** Background tasks: scheduling, retries and backoff. */
@NullMarked
package durablestreams.application.background;

import org.jspecify.annotations.NullMarked;
