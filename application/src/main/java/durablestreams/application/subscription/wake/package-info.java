/** Wakes: from the hint of a commit to the webhook or the wake event, and their retries. */
@NullMarked
package durablestreams.application.subscription.wake;

import org.jspecify.annotations.NullMarked;
