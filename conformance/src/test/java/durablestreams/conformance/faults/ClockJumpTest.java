package durablestreams.conformance.faults;

import static durablestreams.conformance.harness.TestStream.TEXT;
import static org.assertj.core.api.Assertions.assertThat;

import durablestreams.conformance.harness.Elapsed;
import durablestreams.conformance.harness.HttpReply;
import durablestreams.conformance.harness.ServerCommand;
import durablestreams.conformance.harness.ServerProcess;
import durablestreams.conformance.harness.TestStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A wall clock that jumps: what goes by it follows, and nothing else notices. */
@Timeout(180)
class ClockJumpTest {

  private static final Duration BOUND = Duration.ofSeconds(60);

  @TempDir private Path folder;

  private ShiftedClock clock;
  private ServerProcess process;
  private TestStream kept;

  @BeforeEach
  void start() {
    clock = ShiftedClock.compiledInto(folder);
    process =
        ServerProcess.start(
            clock.under(ServerCommand.store("sqlite").env("SEGMENT_MAX_MESSAGES", "3")));
    kept = process.server().stream("kept").created(TEXT);
    kept.append(TEXT, "before;");
  }

  @AfterEach
  void stop() {
    process.close();
  }

  private TestStream with(String name, String field, String value) {
    TestStream stream = process.server().stream(name);
    stream.put(TEXT).header(field, value).send().expect(201);
    return stream;
  }

  private static void awaitGone(TestStream stream) {
    Elapsed.until(() -> stream.head().status() == 404, BOUND, stream.path() + " expires");
  }

  private int produce(int sequence) {
    return kept.post(TEXT, sequence + ";").producer("p", 0, sequence).send().status();
  }

  @Test
  void setForwardItEndsWhatHasAnEndAndNothingElse() {
    TestStream idle = with("idle", "Stream-TTL", "3600");
    Instant end = Instant.now().plus(1, ChronoUnit.HOURS).truncatedTo(ChronoUnit.SECONDS);
    TestStream dated = with("dated", "Stream-Expires-At", end.toString());
    TestStream later = with("later", "Stream-TTL", "14400");
    assertThat(produce(0)).isEqualTo(200);
    String tail = kept.tail();

    clock.setTo(Duration.ofHours(2));
    awaitGone(idle);
    awaitGone(dated);
    later.head().expect(200);
    assertThat(kept.append(TEXT, "after;")).isGreaterThan(tail);
    assertThat(produce(1)).isEqualTo(200);
    assertThat(produce(1)).as("a repetition").isEqualTo(204);
    process.kill9();
    process.restart();
    assertThat(kept.from("-1").send().expect(200).text()).isEqualTo("before;0;after;1;");
    assertThat(produce(2)).isEqualTo(200);
    idle.head().expect(404);
    process.stop();
  }

  @Test
  void setBackItKeepsOffsetsInOrderAndEndsTimesOfItsOwn() throws Exception {
    TestStream idle = with("idle", "Stream-TTL", "3600");
    String tail = kept.tail();
    CompletableFuture<HttpReply> waiting =
        CompletableFuture.supplyAsync(() -> kept.longPoll(tail).send());

    clock.setTo(Duration.ofDays(-30));
    String next = kept.append(TEXT, "after;");
    assertThat(next).isGreaterThan(tail);
    assertThat(waiting.get().expect(200).text()).isEqualTo("after;");
    for (int i = 0; i < 10; i++) {
      assertThat(produce(i)).isEqualTo(200);
    }
    awaitGone(with("short", "Stream-TTL", "1"));
    idle.head().expect(200);
    process.kill9();
    process.restart();
    assertThat(kept.from(tail).send().expect(200).text()).isEqualTo("after;0;1;2;3;4;5;6;7;8;9;");
    assertThat(produce(9)).as("a repetition").isEqualTo(204);

    clock.setTo(Duration.ZERO);
    assertThat(kept.append(TEXT, "last;")).isGreaterThan(next);
    idle.head().expect(200);
    process.stop();
  }
}
