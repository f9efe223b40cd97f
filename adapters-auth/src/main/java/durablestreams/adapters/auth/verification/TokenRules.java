package durablestreams.adapters.auth.verification;

import durablestreams.adapters.auth.token.TokenAlgorithm;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * Requirements of a token besides its signature.
 *
 * @param skew how far the clocks of the issuer and of this server may be apart
 * @param issuer what {@code iss} must be
 * @param audience what {@code aud} must name
 */
public record TokenRules(
    Set<TokenAlgorithm> algorithms,
    Duration skew,
    Optional<String> issuer,
    Optional<String> audience) {}
