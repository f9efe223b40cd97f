package durablestreams.adapters.auth.verification;

import durablestreams.adapters.auth.key.KeySet;
import durablestreams.adapters.auth.token.Refusals;
import durablestreams.adapters.auth.token.TokenHash;
import durablestreams.adapters.auth.token.Verdict;
import durablestreams.application.access.Access;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Function;

/**
 * Authenticator of tokens, with a cache of their meaning until the token runs out or the keys or
 * rules change, so that a writer with thousands of appends costs one signature check.
 *
 * <p>Only tokens that were found good are remembered, by their hash: a client cannot fill the
 * memory by guessing.
 *
 * @param <R> the rules that give a token its meaning; compared by identity
 * @param <T> what a token stands for
 */
public final class TokenAuthenticator<R, T> implements AutoCloseable {

  /** How many tokens are remembered. */
  static final int REMEMBERED = 10_000;

  /**
   * How many characters they have in all. What a token stands for takes several times its length in
   * memory, about 30 times at worst, when its patterns have nothing but short segments.
   */
  static final long REMEMBERED_LENGTH = Runtime.getRuntime().maxMemory() / 128;

  private static final Logger LOG = System.getLogger(TokenAuthenticator.class.getName());

  /** Turns a verified token into what it stands for under the rules. */
  public interface Reading<R, T> {
    Verdict<T> read(VerifiedToken token, R rules);
  }

  /** What is remembered of a token, without its claims. */
  private record Known<R, T>(
      R rules, KeySet keys, Instant from, Instant until, T meaning, int length) {}

  private final TokenVerifier verifier;
  private final Reading<R, T> reading;
  private final InstantSource clock;
  private final BoundedCache<TokenHash, Known<R, T>> known;

  public TokenAuthenticator(TokenVerifier verifier, Reading<R, T> reading, InstantSource clock) {
    this(verifier, reading, clock, REMEMBERED_LENGTH);
  }

  /**
   * @param rememberedLength how many characters the tokens that are remembered have in all
   */
  public TokenAuthenticator(
      TokenVerifier verifier, Reading<R, T> reading, InstantSource clock, long rememberedLength) {
    this.verifier = verifier;
    this.reading = reading;
    this.clock = clock;
    this.known = new BoundedCache<>(REMEMBERED, rememberedLength, Known::length);
  }

  /** The answer for a token: that of {@code decision} when it is good, a refusal otherwise. */
  public Access decide(String token, TokenHash hash, R rules, Function<T, Access> decision) {
    return switch (admit(token, hash, rules)) {
      case Verdict.Accepted<T>(T meaning) -> decision.apply(meaning);
      case Verdict.Refused<T>(String reason, String detail) -> {
        LOG.log(Level.DEBUG, "A token was refused: {0}", detail);
        yield Refusals.invalid(reason);
      }
      case Verdict.Undecided<T> _ -> Refusals.unavailable();
    };
  }

  private Verdict<T> admit(String token, TokenHash hash, R rules) {
    Optional<Known<R, T>> met = known.get(hash).filter(k -> isCurrent(k, rules));
    if (met.isPresent()) {
      return inTime(met.get());
    }
    return switch (verifier.verify(token)) {
      case Verdict.Accepted<VerifiedToken>(VerifiedToken verified) ->
          remember(token, hash, verified, rules);
      case Verdict.Refused<VerifiedToken>(String reason, String detail) ->
          new Verdict.Refused<>(reason, detail);
      case Verdict.Undecided<VerifiedToken> _ -> new Verdict.Undecided<>();
    };
  }

  /** By identity: rules that were read again are others, whatever they say. */
  @SuppressWarnings("ReferenceEquality")
  private boolean isCurrent(Known<R, T> known, R rules) {
    return known.rules() == rules && known.keys() == verifier.keys();
  }

  private Verdict<T> remember(String token, TokenHash hash, VerifiedToken verified, R rules) {
    return switch (reading.read(verified, rules)) {
      case Verdict.Accepted<T>(T meaning) -> {
        Known<R, T> now =
            new Known<>(
                rules, verified.keys(), verified.from(), verified.until(), meaning, token.length());
        Verdict<T> verdict = inTime(now);
        if (verdict instanceof Verdict.Accepted<T>) {
          known.put(hash, now);
        }
        yield verdict;
      }
      case Verdict.Refused<T> refused -> refused;
      case Verdict.Undecided<T> undecided -> undecided;
    };
  }

  private Verdict<T> inTime(Known<R, T> known) {
    Instant now = clock.instant();
    if (!now.isBefore(known.until())) {
      return new Verdict.Refused<>(Refusals.EXPIRED, "exp is in the past");
    }
    if (now.isBefore(known.from())) {
      return new Verdict.Refused<>(Refusals.NOT_YET, "nbf is in the future");
    }
    return new Verdict.Accepted<>(known.meaning());
  }

  @Override
  public void close() {
    verifier.close();
  }
}
