/** Tables of subscriptions and their links, and the transaction that changes them. */
@NullMarked
package durablestreams.adapters.sqlite.subscription;

import org.jspecify.annotations.NullMarked;
