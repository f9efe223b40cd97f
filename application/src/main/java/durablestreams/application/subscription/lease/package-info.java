/** Use cases of workers: claim, acknowledge, extend and release. */
@NullMarked
package durablestreams.application.subscription.lease;

import org.jspecify.annotations.NullMarked;
