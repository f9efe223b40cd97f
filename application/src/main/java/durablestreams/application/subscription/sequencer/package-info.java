/**
 * The sequencer of subscriptions, the table of what is committed, and what finds the subscriptions
 * of a stream. The other packages of subscriptions submit their operations here.
 */
@NullMarked
package durablestreams.application.subscription.sequencer;

import org.jspecify.annotations.NullMarked;
