package durablestreams.domain.producer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProducerRetentionTest {

  private static final Instant NOW = Instant.parse("2026-01-10T00:00:00Z");
  private static final ProducerRetention WEEK = new ProducerRetention(Duration.ofDays(7));

  private static ProducerState idleFor(Duration idle) {
    return new ProducerState(0, 0, NOW.minus(idle).toEpochMilli());
  }

  @Test
  void anExpiredProducerCountsAsNeverSeen() {
    ProducerState week = idleFor(Duration.ofDays(7));
    ProducerState almost = idleFor(Duration.ofDays(7).minusMillis(1));
    assertThat(WEEK.remembered(week, NOW)).isNull();
    assertThat(WEEK.remembered(almost, NOW)).isEqualTo(almost);
    assertThat(WEEK.remembered(null, NOW)).isNull();
  }

  @Test
  void onlyProducersThatWereIdleForAnHourMakeRoom() {
    assertThat(WEEK.roomMadeBefore(List.of(), NOW)).isNull();
    ProducerState busy = idleFor(Duration.ofHours(1).minusMillis(1));
    assertThat(WEEK.roomMadeBefore(List.of(busy), NOW)).isNull();
    ProducerState idle = idleFor(Duration.ofHours(1));
    assertThat(WEEK.roomMadeBefore(List.of(idle, busy), NOW))
        .isEqualTo(Instant.ofEpochMilli(idle.usedMillis() + 1));
  }

  @Test
  void producersThatExpireEarlierMakeRoomEarlier() {
    ProducerRetention minute = new ProducerRetention(Duration.ofMinutes(1));
    assertThat(minute.roomMadeBefore(List.of(idleFor(Duration.ofMinutes(1))), NOW)).isNotNull();
    assertThat(minute.roomMadeBefore(List.of(idleFor(Duration.ofSeconds(59))), NOW)).isNull();
  }

  @Test
  void theLongestIdleMakeRoomAndTheOthersStay() {
    List<ProducerState> byUse = new ArrayList<>();
    for (int i = 0; i < 10_000; i++) {
      byUse.add(idleFor(Duration.ofHours(2).plusMinutes(i)));
    }
    Collections.reverse(byUse);
    Instant before = WEEK.roomMadeBefore(byUse, NOW);
    assertThat(before).isNotNull();
    assertThat(byUse.stream().filter(p -> p.usedMillis() < before.toEpochMilli())).hasSize(100);
  }

  @Test
  void expiryIsASecondAtLeast() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ProducerRetention(Duration.ofMillis(999)));
  }
}
