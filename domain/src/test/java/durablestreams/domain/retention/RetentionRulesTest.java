package durablestreams.domain.retention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import durablestreams.domain.Streams;
import durablestreams.domain.change.StreamChange;
import durablestreams.domain.offset.Offset;
import durablestreams.domain.stream.Front;
import durablestreams.domain.stream.Origin;
import durablestreams.domain.stream.StreamKey;
import durablestreams.domain.stream.StreamPath;
import durablestreams.domain.stream.StreamState;
import durablestreams.domain.stream.Tail;
import org.junit.jupiter.api.Test;

class RetentionRulesTest {

  private static final Tail SEALED = Tail.EMPTY.appended(6, 1, 6).sealed();

  /** Ten bytes: segment 0 has six, the open segment 1 has four. */
  private static final StreamState STATE = Streams.empty().withTail(SEALED.appended(4, 1, 4));

  private static final Front FRONT = Front.at(SEALED);

  @Test
  void theFrontMovesToTheStartOfASegment() {
    assertThat(FRONT).isEqualTo(new Front(6, new Offset(0, 6)));
    var changes = RetentionRules.trim(STATE, FRONT);
    assertThat(changes).containsExactly(new StreamChange.FrontTrimmed(STATE.key(), FRONT));
    StreamState trimmed = changes.getFirst().appliedTo(STATE);
    assertThat(trimmed).isEqualTo(STATE.withFront(FRONT));
    assertThat(trimmed.tail()).isEqualTo(STATE.tail());
    assertThat(RetentionRules.isForkable(trimmed)).isFalse();
    assertThat(RetentionRules.isForkable(STATE)).isTrue();
  }

  @Test
  void itNeverMovesBackOrIntoTheOpenSegment() {
    StreamState trimmed = STATE.withFront(FRONT);
    assertThat(RetentionRules.trim(trimmed, FRONT)).isEmpty();
    assertThat(RetentionRules.trim(trimmed, Front.START)).isEmpty();
    assertThat(RetentionRules.trim(STATE, new Front(8, new Offset(1, 2)))).isEmpty();
    assertThatThrownBy(() -> Front.at(STATE.tail())).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void whatForksReadIsRetained() {
    assertThat(RetentionRules.trim(STATE.withMoreForks(1), FRONT)).isEmpty();
    var origin = new Origin.Fork(new StreamPath("b"), new StreamKey(3), 2, new Offset(0, 2));
    StreamState fork =
        new StreamState(
            STATE.key(),
            STATE.path(),
            STATE.contentType(),
            STATE.expiry(),
            STATE.createdAt(),
            origin,
            STATE.lineage(),
            STATE.tail(),
            STATE.closure(),
            STATE.lastSeq(),
            0,
            STATE.deadline(),
            false);
    assertThat(RetentionRules.trim(fork, FRONT)).isEmpty();
  }

  @Test
  void tokensBeforeTheFrontAreTold() {
    assertThat(FRONT.isAfter(Offset.START)).isTrue();
    assertThat(FRONT.isAfter(new Offset(0, 5))).isTrue();
    assertThat(FRONT.isAfter(new Offset(0, 6))).isFalse();
    assertThat(FRONT.isAfter(new Offset(1, 0))).isFalse();
    assertThat(Front.START.isAfter(Offset.START)).isFalse();
  }
}
