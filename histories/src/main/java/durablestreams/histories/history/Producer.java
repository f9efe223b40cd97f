package durablestreams.histories.history;

/** Identity of an idempotent append. */
public record Producer(String id, long epoch, long seq) {}
