package durablestreams.application.sequencer;

import static org.assertj.core.api.Assertions.assertThat;

import durablestreams.application.port.StoreFailedException;
import org.junit.jupiter.api.Test;

class CommitBreakerTest {

  private final CommitBreaker breaker = new CommitBreaker();
  private long now = Long.MAX_VALUE - 5;

  private void fail() {
    breaker.failed(new IllegalStateException("disk full"), now);
  }

  @Test
  void oneFailureDoesNotPauseCommits() {
    assertThat(breaker.refusal(now)).isNull();
    fail();
    assertThat(breaker.failing()).isTrue();
    assertThat(breaker.refusal(now)).isNull();
  }

  @Test
  void pausesDoubleUpToTheLongest() {
    fail();
    long expected = CommitBreaker.FIRST_PAUSE;
    for (int i = 0; i < 20; i++) {
      fail();
      assertThat(breaker.refusal(now + expected - 1)).hasMessageContaining("disk full");
      now += expected;
      assertThat(breaker.refusal(now)).isNull();
      expected = Math.min(2 * expected, CommitBreaker.LONGEST_PAUSE);
    }
  }

  @Test
  void commitsThatKeepFailingAreAProblemUntilOneSucceeds() {
    assertThat(breaker.problem()).isEmpty();
    fail();
    assertThat(breaker.problem()).isEmpty();
    fail();
    assertThat(breaker.problem()).isEqualTo("commits fail: disk full");
    now += CommitBreaker.LONGEST_PAUSE;
    assertThat(breaker.refusal(now)).isNull();
    assertThat(breaker.problem()).isEqualTo("commits fail: disk full");
    breaker.succeeded();
    assertThat(breaker.problem()).isEmpty();
  }

  @Test
  void aRefusalTellsAFullStore() {
    for (int i = 0; i < 2; i++) {
      breaker.failed(StoreFailedException.outOfSpace("disk full"), now);
    }
    StoreFailedException refusal = breaker.refusal(now);
    assertThat(refusal).isNotNull().matches(StoreFailedException::isOutOfSpace);
  }

  @Test
  void aCommitThatWorksEndsThePauses() {
    fail();
    fail();
    breaker.succeeded();
    assertThat(breaker.failing()).isFalse();
    assertThat(breaker.refusal(now)).isNull();
    fail();
    assertThat(breaker.refusal(now)).isNull();
  }
}
