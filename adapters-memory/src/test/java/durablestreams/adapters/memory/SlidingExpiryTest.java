package durablestreams.adapters.memory;

import static org.assertj.core.api.Assertions.assertThat;

import durablestreams.application.append.AppendCommand;
import durablestreams.application.assembly.ServiceSettings;
import durablestreams.application.assembly.StreamService;
import durablestreams.application.create.CreateCommand;
import durablestreams.application.model.ManualInstants;
import durablestreams.application.observe.RequestTimings;
import durablestreams.domain.append.AppendOutcome;
import durablestreams.domain.producer.ProducerStamp;
import durablestreams.domain.stream.ContentType;
import durablestreams.domain.stream.Expiry;
import durablestreams.domain.stream.StreamPath;
import durablestreams.domain.stream.StreamSeq;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Writes that change nothing postpone the end of a stream with a TTL, as others do. */
class SlidingExpiryTest {

  private static final StreamPath PATH = new StreamPath("a");
  private static final ContentType TEXT = new ContentType("text/plain");
  private static final Duration MOST_OF_THE_TTL = Duration.ofSeconds(2);

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
            new CreateCommand(
                PATH, TEXT, new Expiry.Sliding(3), new byte[0], false, CreateCommand.NO_FORK),
            RequestTimings.OFF);
  }

  @AfterEach
  void stop() {
    service.close();
  }

  private AppendOutcome append(AppendCommand command) {
    return service.append().append(command, RequestTimings.OFF);
  }

  private AppendOutcome produce() {
    return append(
        new AppendCommand(
            PATH, TEXT, new byte[] {'x'}, new ProducerStamp("p", 0, 0), StreamSeq.NONE, false));
  }

  private AppendOutcome close() {
    return append(new AppendCommand(PATH, null, new byte[0], null, StreamSeq.NONE, true));
  }

  @Test
  void aDuplicateOfAProducerRestartsTheTtl() {
    assertThat(produce()).isInstanceOf(AppendOutcome.Accepted.class);
    for (int i = 0; i < 5; i++) {
      clock.advance(MOST_OF_THE_TTL);
      assertThat(produce()).isInstanceOf(AppendOutcome.Duplicate.class);
    }
    clock.advance(MOST_OF_THE_TTL.multipliedBy(2));
    assertThat(produce()).isInstanceOf(AppendOutcome.NotFound.class);
  }

  @Test
  void aRepeatedCloseRestartsTheTtl() {
    assertThat(close()).isInstanceOf(AppendOutcome.Accepted.class);
    for (int i = 0; i < 5; i++) {
      clock.advance(MOST_OF_THE_TTL);
      assertThat(close()).isInstanceOf(AppendOutcome.AlreadyClosed.class);
    }
    clock.advance(MOST_OF_THE_TTL.multipliedBy(2));
    assertThat(close()).isInstanceOf(AppendOutcome.NotFound.class);
  }

  @Test
  void aRefusedAppendDoesNot() {
    assertThat(close()).isInstanceOf(AppendOutcome.Accepted.class);
    clock.advance(MOST_OF_THE_TTL);
    assertThat(produce()).isInstanceOf(AppendOutcome.StreamClosed.class);
    clock.advance(MOST_OF_THE_TTL);
    assertThat(close()).isInstanceOf(AppendOutcome.NotFound.class);
  }
}
