package durablestreams.adapters.auth.verification;

import static durablestreams.adapters.auth.Ask.SECRET;
import static org.assertj.core.api.Assertions.assertThat;

import durablestreams.adapters.auth.ManualClock;
import durablestreams.adapters.auth.TestKey;
import durablestreams.adapters.auth.key.KeySource;
import durablestreams.adapters.auth.key.VerificationKey;
import durablestreams.adapters.auth.token.Refusals;
import durablestreams.adapters.auth.token.TokenAlgorithm;
import durablestreams.adapters.auth.token.TokenHash;
import durablestreams.adapters.auth.token.Verdict;
import durablestreams.application.access.Access;
import durablestreams.application.access.Caller;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** That a token is checked once, and remembered within bounds. */
class TokenAuthenticatorTest {

  private static final Access GRANTED = new Access.Granted(Caller.ANONYMOUS);
  private static final TestKey KEY = TestKey.secret(SECRET);

  private final ManualClock clock = new ManualClock();
  private final AtomicInteger readings = new AtomicInteger();
  private final TokenAuthenticator<Object, String> authenticator =
      authenticator(TokenAuthenticator.REMEMBERED_LENGTH);

  private TokenAuthenticator<Object, String> authenticator(long rememberedLength) {
    return new TokenAuthenticator<>(
        new TokenVerifier(
            new TokenRules(
                Set.of(TokenAlgorithm.HS256), Duration.ZERO, Optional.empty(), Optional.empty()),
            Optional.of(VerificationKey.secret(SECRET)),
            KeySource.none()),
        (token, rules) -> {
          readings.incrementAndGet();
          return new Verdict.Accepted<>(token.claims().text("sub").orElse("?"));
        },
        clock,
        rememberedLength);
  }

  private Access decide(String token, Object rules) {
    return authenticator.decide(token, TokenHash.of(token), rules, sub -> GRANTED);
  }

  @Test
  void aTokenIsCheckedOnceHoweverOftenItComes() {
    Object rules = new Object();
    String token = KEY.token("{\"exp\":9999999999}");
    for (int i = 0; i < 1_000; i++) {
      assertThat(decide(token, rules)).isEqualTo(GRANTED);
    }
    assertThat(readings).hasValue(1);
    decide(token, new Object());
    assertThat(readings).as("new rules, new meaning").hasValue(2);
  }

  @Test
  void aTokenThatRanOutIsRefusedThoughItIsKnown() {
    Object rules = new Object();
    String token = KEY.token("{\"exp\":%d}".formatted(ManualClock.START.getEpochSecond() + 1));
    assertThat(decide(token, rules)).isEqualTo(GRANTED);
    clock.forward(Duration.ofSeconds(1));
    assertThat(decide(token, rules)).isEqualTo(Refusals.invalid(Refusals.EXPIRED));
    assertThat(readings).hasValue(1);
  }

  @Test
  void longTokensAreRememberedWithinABoundInAll() {
    Object rules = new Object();
    String claims = "{\"exp\":9999999999,\"n\":%d,\"x\":\"" + "x".repeat(1_000) + "\"}";
    List<String> tokens =
        IntStream.range(0, 50).mapToObj(n -> KEY.token(claims.formatted(n))).toList();
    int length = tokens.getLast().length();
    TokenAuthenticator<Object, String> small = authenticator(20L * length);
    for (int round = 1; round <= 2; round++) {
      for (String token : tokens) {
        assertThat(small.decide(token, TokenHash.of(token), rules, sub -> GRANTED))
            .isEqualTo(GRANTED);
      }
      assertThat(readings).as("too many to remember").hasValue(50 * round);
    }
    String last = tokens.getLast();
    small.decide(last, TokenHash.of(last), rules, sub -> GRANTED);
    assertThat(readings).as("the latest are remembered").hasValue(100);
  }

  @Test
  void theCacheHasABoundByWeight() {
    BoundedCache<Integer, String> cache = new BoundedCache<>(1_000, 100, String::length);
    for (int i = 0; i < 1_000; i++) {
      cache.put(i, "x".repeat(10));
      cache.put(i, "y".repeat(10));
      assertThat(cache.size()).isLessThanOrEqualTo(10);
      assertThat(cache.get(i)).contains("y".repeat(10));
    }
    assertThat(cache.size()).isGreaterThanOrEqualTo(5);
    cache.put(1_000, "x".repeat(51));
    assertThat(cache.get(1_000)).as("heavier than a generation").isEmpty();
    assertThat(cache.get(999)).isPresent();
  }

  @Test
  void theCacheHasABound() {
    BoundedCache<Integer, String> cache = new BoundedCache<>(100, 10_000, String::length);
    for (int i = 0; i < 10_000; i++) {
      cache.put(i, "x");
      assertThat(cache.size()).isLessThanOrEqualTo(100);
    }
    assertThat(cache.get(9_999)).contains("x");
    assertThat(cache.get(0)).isEmpty();
  }

  @Test
  void whatIsUsedStays() {
    BoundedCache<Integer, String> cache = new BoundedCache<>(100, 10_000, String::length);
    cache.put(-1, "used");
    for (int i = 0; i < 10_000; i++) {
      cache.put(i, "x");
      assertThat(cache.get(-1)).contains("used");
    }
  }
}
