package durablestreams.adapters.auth;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * What a token must meet besides its signature.
 *
 * @param skew how far the clocks of the issuer and of this server may be apart
 * @param issuer what {@code iss} must be
 * @param audience what {@code aud} must name
 */
record TokenRules(
    Set<TokenAlgorithm> algorithms,
    Duration skew,
    Optional<String> issuer,
    Optional<String> audience) {}
