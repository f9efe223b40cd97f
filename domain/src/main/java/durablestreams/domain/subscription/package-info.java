/**
 * Rules of subscriptions: durable cursors over streams that wake workers (protocol, sections 6 and
 * 7). Nothing else in the domain depends on them.
 */
@NullMarked
package durablestreams.domain.subscription;

import org.jspecify.annotations.NullMarked;
