package durablestreams.adapters.auth.verification;

import durablestreams.adapters.auth.json.JsonShapeException;
import durablestreams.adapters.auth.json.JsonTextReader;
import durablestreams.adapters.auth.key.KeySet;
import durablestreams.adapters.auth.key.KeySource;
import durablestreams.adapters.auth.key.VerificationKey;
import durablestreams.adapters.auth.token.Refusals;
import durablestreams.adapters.auth.token.SignedToken;
import durablestreams.adapters.auth.token.TokenAlgorithm;
import durablestreams.adapters.auth.token.Verdict;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Verifier of JWTs: signature first, then issuer and audience. Dates are read here and compared by
 * {@link TokenAuthenticator}, since a token that was good once runs out later.
 */
public final class TokenVerifier implements AutoCloseable {

  private final TokenRules rules;
  private final Optional<VerificationKey> secret;
  private final KeySource source;

  public TokenVerifier(TokenRules rules, Optional<VerificationKey> secret, KeySource source) {
    this.rules = rules;
    this.secret = secret;
    this.source = source;
  }

  /** The keys that count now. */
  KeySet keys() {
    return source.current();
  }

  Verdict<VerifiedToken> verify(String token) {
    return switch (SignedToken.parse(token)) {
      case Verdict.Accepted<SignedToken>(SignedToken signed) -> verify(signed);
      case Verdict.Refused<SignedToken>(String reason, String detail) ->
          new Verdict.Refused<>(reason, detail);
      case Verdict.Undecided<SignedToken> _ -> new Verdict.Undecided<>();
    };
  }

  private Verdict<VerifiedToken> verify(SignedToken token) {
    if (!rules.algorithms().contains(token.algorithm())) {
      return invalid("signed with " + token.algorithm() + ", which is not allowed here");
    }
    KeySet keys = source.current();
    List<VerificationKey> suiting = suiting(keys, token);
    if (suiting.isEmpty()) {
      keys = source.newerThan(keys);
      suiting = suiting(keys, token);
    }
    if (suiting.isEmpty()) {
      return keys == KeySet.UNAVAILABLE
          ? new Verdict.Undecided<>()
          : invalid("signed with a key that is not among the keys");
    }
    if (suiting.stream().noneMatch(key -> key.verifies(token))) {
      return invalid("the signature does not fit");
    }
    return read(token.payload(), keys);
  }

  private List<VerificationKey> suiting(KeySet keys, SignedToken token) {
    return token.algorithm() == TokenAlgorithm.HS256
        ? secret.stream().toList()
        : keys.suiting(token);
  }

  private Verdict<VerifiedToken> read(byte[] payload, KeySet keys) {
    try {
      Claims claims = new Claims(JsonTextReader.read(payload).asObject());
      Optional<Instant> expiry = claims.date("exp");
      if (expiry.isEmpty()) {
        return invalid("there is no exp");
      }
      Optional<String> issuer = claims.text("iss");
      if (rules.issuer().isPresent() && !rules.issuer().equals(issuer)) {
        return new Verdict.Refused<>(Refusals.NOT_FOR_US, "iss is another issuer");
      }
      if (rules.audience().filter(audience -> !claims.isFor(audience)).isPresent()) {
        return new Verdict.Refused<>(Refusals.NOT_FOR_US, "aud does not name this audience");
      }
      Instant from = claims.date("nbf").map(d -> d.minus(rules.skew())).orElse(Instant.MIN);
      return new Verdict.Accepted<>(
          new VerifiedToken(claims, from, expiry.get().plus(rules.skew()), keys));
    } catch (JsonShapeException e) {
      return invalid("a claim is not what it should be: " + e.sentence());
    }
  }

  private static Verdict<VerifiedToken> invalid(String detail) {
    return new Verdict.Refused<>(Refusals.INVALID, detail);
  }

  @Override
  public void close() {
    source.close();
  }
}
