/** Ports of subscriptions: their store, their keys, and the way to their webhooks. */
@NullMarked
package durablestreams.application.port.subscription;

import org.jspecify.annotations.NullMarked;
