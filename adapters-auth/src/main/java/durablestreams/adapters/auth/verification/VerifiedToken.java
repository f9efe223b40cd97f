package durablestreams.adapters.auth.verification;

import durablestreams.adapters.auth.key.KeySet;
import java.time.Instant;

/**
 * A token that was signed with a known key.
 *
 * @param from the first instant at which it counts, the allowed skew included
 * @param until the first instant at which it counts no more, the allowed skew included
 * @param keys the keys by which it was found good; when they change, it is looked at again
 */
public record VerifiedToken(Claims claims, Instant from, Instant until, KeySet keys) {}
