/**
 * Brokers of Kafka as processes of this machine, and what the commit log in a topic of theirs does
 * while they are there, are not as they have to be, and fail.
 */
@NullMarked
package durablestreams.conformance.kafka;

import org.jspecify.annotations.NullMarked;
