package durablestreams.domain.producer;

/**
 * What a stream remembers of one producer: its current epoch and the highest sequence number
 * accepted in it.
 */
public record ProducerState(long epoch, long lastSeq) {}
