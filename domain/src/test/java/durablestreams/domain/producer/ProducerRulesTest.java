package durablestreams.domain.producer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import durablestreams.domain.Seeds;
import durablestreams.domain.producer.ProducerVerdict.Accepted;
import durablestreams.domain.producer.ProducerVerdict.Duplicate;
import durablestreams.domain.producer.ProducerVerdict.EpochStartsAtZero;
import durablestreams.domain.producer.ProducerVerdict.SequenceGap;
import durablestreams.domain.producer.ProducerVerdict.StaleEpoch;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProducerRulesTest {

  private static final long MAX = ProducerStamp.MAX_NUMBER;

  static Stream<Arguments> knownProducers() {
    ProducerState known = new ProducerState(3, 5, 0);
    return Stream.of(
        Arguments.of(known, 2, 0, new StaleEpoch(3)),
        Arguments.of(known, 2, 6, new StaleEpoch(3)),
        Arguments.of(known, 0, MAX, new StaleEpoch(3)),
        Arguments.of(known, 3, 0, new Duplicate(3, 5)),
        Arguments.of(known, 3, 5, new Duplicate(3, 5)),
        Arguments.of(known, 3, 6, new Accepted()),
        Arguments.of(known, 3, 7, new SequenceGap(6, 7)),
        Arguments.of(known, 3, MAX, new SequenceGap(6, MAX)),
        Arguments.of(known, 4, 0, new Accepted()),
        Arguments.of(known, MAX, 0, new Accepted()),
        Arguments.of(known, 4, 1, new EpochStartsAtZero(4, 1)),
        Arguments.of(known, 4, 6, new EpochStartsAtZero(4, 6)),
        Arguments.of(new ProducerState(0, MAX, 0), 0, MAX, new Duplicate(0, MAX)));
  }

  @ParameterizedTest
  @MethodSource("knownProducers")
  void aKnownProducerIsJudgedByTheTable(
      ProducerState known, long epoch, long seq, ProducerVerdict verdict) {
    assertThat(ProducerRules.judge(known, new ProducerStamp("p", epoch, seq))).isEqualTo(verdict);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 7, MAX})
  void anUnknownProducerStartsAtZeroInAnyEpoch(long epoch) {
    assertThat(ProducerRules.judge(null, new ProducerStamp("p", epoch, 0)))
        .isEqualTo(new Accepted());
    assertThat(ProducerRules.judge(null, new ProducerStamp("p", epoch, 1)))
        .isEqualTo(new SequenceGap(0, 1));
  }

  /** However often and in whatever order requests arrive: each is taken once, and in order. */
  @Test
  void retriesAndReorderingNeverTakeARequestTwice() {
    Random random = Seeds.random(ProducerRulesTest.class);
    for (int run = 0; run < 300; run++) {
      ProducerState known = null;
      List<ProducerStamp> taken = new ArrayList<>();
      for (int step = 0; step < 80; step++) {
        ProducerStamp stamp = new ProducerStamp("p", random.nextInt(3), random.nextInt(6));
        if (ProducerRules.judge(known, stamp) instanceof Accepted) {
          assertThat(taken).doesNotContain(stamp);
          taken.add(stamp);
          known = new ProducerState(stamp.epoch(), stamp.seq(), 0);
        }
      }
      for (int i = 0; i < taken.size(); i++) {
        ProducerStamp stamp = taken.get(i);
        if (stamp.seq() > 0) {
          assertThat(taken.get(i - 1))
              .isEqualTo(new ProducerStamp("p", stamp.epoch(), stamp.seq() - 1));
        } else if (i > 0) {
          assertThat(stamp.epoch()).isGreaterThan(taken.get(i - 1).epoch());
        }
      }
    }
  }

  @Test
  void stampsHaveLimits() {
    assertThat(new ProducerStamp("x".repeat(256), MAX, MAX).seq()).isEqualTo((1L << 53) - 1);
    assertThatIllegalArgumentException().isThrownBy(() -> new ProducerStamp("", 0, 0));
    assertThatIllegalArgumentException().isThrownBy(() -> new ProducerStamp("x".repeat(257), 0, 0));
    for (long bad : new long[] {-1, MAX + 1}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> new ProducerStamp("p", bad, 0))
          .withMessageContaining("9007199254740991");
      assertThatIllegalArgumentException().isThrownBy(() -> new ProducerStamp("p", 0, bad));
    }
  }
}
