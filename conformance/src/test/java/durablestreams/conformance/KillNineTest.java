package durablestreams.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import durablestreams.conformance.crash.CrashRound;
import durablestreams.conformance.harness.ServerCommand;
import java.security.SecureRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Kills a writing server with SIGKILL and looks at what its successor knows. The seed of every
 * round is in its name; {@code -Dkill.seed=…} repeats one.
 */
class KillNineTest {
  private static final int ROUNDS = 4;

  @TestFactory
  java.util.stream.Stream<DynamicTest> whatWasAcknowledgedSurvives() {
    Long given = Long.getLong("kill.seed");
    LongStream seeds = given != null ? LongStream.of(given) : new SecureRandom().longs(ROUNDS);
    return seeds.mapToObj(seed ->
        DynamicTest.dynamicTest(
            "seed " + seed,
            () -> {
              System.out.println("kill -9 with seed " + seed);
              var round = new CrashRound(ServerCommand.store("sqlite"), seed);
              assertThat(round.run()).isEqualTo(CrashRound.APPENDS);
            }));
  }
}
