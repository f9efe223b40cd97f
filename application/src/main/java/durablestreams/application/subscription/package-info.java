/**
 * Use cases of subscriptions: their management, their wakes and the leases of workers (protocol,
 * sections 6 and 7). Nothing else in the application depends on them: they watch commits, look
 * streams up and append like any client.
 */
@NullMarked
package durablestreams.application.subscription;

import org.jspecify.annotations.NullMarked;
