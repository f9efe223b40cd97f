/** Loop on which background tasks run, with scheduling, retries and backoff. */
@NullMarked
package durablestreams.application.background;

import org.jspecify.annotations.NullMarked;
