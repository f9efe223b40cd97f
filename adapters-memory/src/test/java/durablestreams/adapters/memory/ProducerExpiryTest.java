package durablestreams.adapters.memory;

import static org.assertj.core.api.Assertions.assertThat;

import durablestreams.application.append.AppendCommand;
import durablestreams.application.assembly.ServiceSettings;
import durablestreams.application.assembly.StreamService;
import durablestreams.application.create.CreateCommand;
import durablestreams.application.model.ManualInstants;
import durablestreams.application.observe.RequestTimings;
import durablestreams.domain.append.AppendOutcome;
import durablestreams.domain.producer.ProducerRetention;
import durablestreams.domain.producer.ProducerStamp;
import durablestreams.domain.stream.ContentType;
import durablestreams.domain.stream.StreamPath;
import durablestreams.domain.stream.StreamSeq;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A stream with more producers than it remembers, and producers that return late. */
class ProducerExpiryTest {

  private static final StreamPath PATH = new StreamPath("a");
  private static final ContentType TEXT = new ContentType("text/plain");

  private final ManualInstants clock = new ManualInstants(Instant.parse("2026-01-01T00:00:00Z"));
  private final StreamService service =
      new StreamService(
          InMemoryPorts.open().with(new InMemorySegmentArchive(), InMemoryPorts.NO_JSON, clock),
          ServiceSettings.DEFAULT);

  @BeforeEach
  void create() {
    service
        .create()
        .create(
            new CreateCommand(PATH, TEXT, null, new byte[0], false, CreateCommand.NO_FORK),
            RequestTimings.OFF);
  }

  @AfterEach
  void stop() {
    service.close();
  }

  private AppendOutcome append(String producer, long seq) {
    return service
        .append()
        .append(
            new AppendCommand(
                PATH,
                TEXT,
                new byte[] {'x'},
                new ProducerStamp(producer, 0, seq),
                StreamSeq.NONE,
                false),
            RequestTimings.OFF);
  }

  private void accept(String producer, long seq) {
    assertThat(append(producer, seq)).isInstanceOf(AppendOutcome.Accepted.class);
  }

  @Test
  void aProducerIsForgottenWhenItWasNotUsedForAWeek() {
    accept("p", 0);
    clock.advance(Duration.ofDays(6));
    accept("p", 1);
    clock.advance(Duration.ofDays(6));
    assertThat(append("p", 1)).isInstanceOf(AppendOutcome.Duplicate.class);
    clock.advance(Duration.ofDays(1));
    assertThat(append("p", 2)).isEqualTo(new AppendOutcome.SequenceGap(0, 2));
    accept("p", 0);
    accept("p", 1);
  }

  @Test
  void aFullStreamForgetsTheLongestIdleProducersOnly() {
    int all = ProducerRetention.MAX_PRODUCERS;
    for (int i = 0; i < all; i++) {
      accept("p" + i, 0);
      clock.advance(Duration.ofMillis(100));
    }
    accept("p0", 1);
    assertThat(append("late", 0)).isEqualTo(new AppendOutcome.TooManyProducers(all));
    clock.advance(Duration.ofMinutes(44));
    accept("late", 0);
    assertThat(append("p0", 1)).isInstanceOf(AppendOutcome.Duplicate.class);
    assertThat(append("p" + (all - 1), 0)).isInstanceOf(AppendOutcome.Duplicate.class);
    assertThat(append("p1", 1)).isEqualTo(new AppendOutcome.SequenceGap(0, 1));
  }

  @Test
  void aHundredThousandProducersTakeNoMoreThanTenThousand() {
    int refused = 0;
    for (int i = 0; i < 100_000; i++) {
      if (append("p" + i, 0) instanceof AppendOutcome.TooManyProducers) {
        refused++;
      }
    }
    assertThat(refused).isEqualTo(100_000 - ProducerRetention.MAX_PRODUCERS);
  }
}
