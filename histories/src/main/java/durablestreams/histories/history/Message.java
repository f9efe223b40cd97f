package durablestreams.histories.history;

/**
 * Message with an identifier of its own in the whole history.
 *
 * @param size what it adds to the length of its stream: bytes, or 1 in a JSON stream
 */
public record Message(String id, int size) {}
