package durablestreams.application.port;

import durablestreams.domain.producer.ProducerState;
import durablestreams.domain.stream.StreamState;
import java.util.Map;

/**
 * Stream as loaded from a store: its state after all commits, and its producers by id.
 *
 * @param producers safe to keep; the store does not change it afterwards
 */
public record StoredStream(StreamState state, Map<String, ProducerState> producers) {}
