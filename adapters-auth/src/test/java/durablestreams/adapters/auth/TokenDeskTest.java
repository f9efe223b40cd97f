package durablestreams.adapters.auth;

import static durablestreams.adapters.auth.Ask.SECRET;
import static org.assertj.core.api.Assertions.assertThat;

import durablestreams.application.access.Access;
import durablestreams.application.access.Caller;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** That a token is checked once, and remembered within bounds. */
class TokenDeskTest {

  private static final Access GRANTED = new Access.Granted(Caller.ANONYMOUS);
  private static final TestKey KEY = TestKey.secret(SECRET);

  private final ManualClock clock = new ManualClock();
  private final AtomicInteger readings = new AtomicInteger();
  private final TokenDesk<Object, String> desk =
      new TokenDesk<>(
          new TokenVerifier(
              new TokenRules(
                  Set.of(TokenAlgorithm.HS256), Duration.ZERO, Optional.empty(), Optional.empty()),
              Optional.of(VerificationKey.secret(SECRET)),
              KeySource.none()),
          (token, rules) -> {
            readings.incrementAndGet();
            return new Verdict.Accepted<>(token.claims().text("sub").orElse("?"));
          },
          clock);

  private Access decide(String token, Object rules) {
    return desk.decide(token, TokenHash.of(token), rules, sub -> GRANTED);
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
  void theCacheHasABound() {
    BoundedCache<Integer, String> cache = new BoundedCache<>(100);
    for (int i = 0; i < 10_000; i++) {
      cache.put(i, "x");
      assertThat(cache.size()).isLessThanOrEqualTo(100);
    }
    assertThat(cache.get(9_999)).contains("x");
    assertThat(cache.get(0)).isEmpty();
  }

  @Test
  void whatIsUsedStays() {
    BoundedCache<Integer, String> cache = new BoundedCache<>(100);
    cache.put(-1, "used");
    for (int i = 0; i < 10_000; i++) {
      cache.put(i, "x");
      assertThat(cache.get(-1)).contains("used");
    }
  }
}
