package durablestreams.application.memory;

/**
 * Figures of one share, in bytes.
 *
 * @param limit the most that may be leased at a time
 * @param used what is leased now
 * @param peak the most that was leased at a time since the start
 * @param refused how many requests for a lease were refused since the start
 */
public record ShareUse(Share share, long limit, long used, long peak, long refused) {}
