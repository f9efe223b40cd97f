package durablestreams.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import durablestreams.conformance.crash.CrashRound;
import durablestreams.conformance.harness.ServerCommand;
import java.security.SecureRandom;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * Kills a writing server with SIGKILL and looks at what its successor knows. The seed of every
 * round is in its name; {@code -Dkill.seed=…} repeats one.
 */
@Execution(ExecutionMode.CONCURRENT)
@Tag("smoke")
class KillNineTest {
  private static final ServerCommand SQLITE = ServerCommand.store("sqlite").asInstalled();

  /** Sealing and uploading all the time, so that the kill falls into them. */
  private static ServerCommand moving(ServerCommand command) {
    return command
        .env("ARCHIVE", "files")
        .env("SEGMENT_MAX_MESSAGES", "3")
        .env("UPLOAD_DELAY", "0s");
  }

  @TestFactory
  @Tag("slow")
  Stream<DynamicTest> whatWasAcknowledgedSurvives() {
    return rounds(2, SQLITE);
  }

  @TestFactory
  @Tag("slow")
  Stream<DynamicTest> whatWasAcknowledgedSurvivesWhileSegmentsMove() {
    return rounds(1, moving(SQLITE));
  }

  /** On a server that checks its assertions, and that takes a third of the time to start. */
  @TestFactory
  Stream<DynamicTest> noAssertionFailsWhileSegmentsMoveAndAKillFallsIntoThem() {
    return rounds(1, moving(ServerCommand.store("sqlite")));
  }

  private static Stream<DynamicTest> rounds(int count, ServerCommand command) {
    Long given = Long.getLong("kill.seed");
    LongStream seeds = given != null ? LongStream.of(given) : new SecureRandom().longs(count);
    return seeds.mapToObj(seed ->
        DynamicTest.dynamicTest(
            "seed " + seed,
            () -> {
              System.out.println("kill -9 with seed " + seed);
              assertThat(new CrashRound(command, seed).run()).isEqualTo(CrashRound.APPENDS);
            }));
  }
}
