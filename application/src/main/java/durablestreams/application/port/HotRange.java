package durablestreams.application.port;

import durablestreams.domain.offset.PositionUnit;
import durablestreams.domain.stream.StreamKey;

/**
 * Range of positions of one stream in the hot log.
 *
 * @param unit what the stream counts
 * @param from the first position
 * @param to the position after the last one, above {@code from}
 */
public record HotRange(StreamKey key, PositionUnit unit, long from, long to) {}
