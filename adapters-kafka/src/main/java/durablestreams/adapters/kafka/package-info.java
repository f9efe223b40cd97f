/**
 * The commit log in one partition of a topic of Kafka: appends that say where they are, reads that
 * verify the place from which they go on, and the checks that the topic keeps what it acknowledged.
 */
@NullMarked
package durablestreams.adapters.kafka;

import org.jspecify.annotations.NullMarked;
