package durablestreams.domain.subscription;

/** The wake that a request of a worker refers to. */
public record WakeRef(long generation, String wakeId) {}
