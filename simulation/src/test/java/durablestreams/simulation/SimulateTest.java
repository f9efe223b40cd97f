package durablestreams.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** Arguments and answers of the command. */
class SimulateTest {

  private int exit;

  private String run(String... arguments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    exit = Simulate.run(arguments, new PrintStream(out, true, StandardCharsets.UTF_8));
    return out.toString(StandardCharsets.UTF_8);
  }

  @Test
  void aSeedWithItsTrace() {
    assertThat(run("--seed=3", "--trace")).contains("start 0", "1 seeds from 3: 0 failed");
    assertThat(exit).isZero();
  }

  @Test
  void bothScenariosUnlessOneIsNamed() {
    assertThat(run("--seed=3"))
        .contains("server: 1 seeds from 3: 0 failed", "cluster: 1 seeds from 3: 0 failed");
    assertThat(run("--seed=3", "--scenario=cluster")).doesNotContain("server:");
    assertThat(run("--seed=3", "--scenario=planet")).contains("no scenario planet");
    assertThat(exit).isEqualTo(2);
  }

  @Test
  void aFailureNamesItsSeed() {
    assertThat(run("--seed=1", "--seeds=5", "--mutant=published-before-whole"))
        .contains("seed 1: ", "an object is published before it is whole", "5 seeds from 1: ");
    assertThat(exit).isEqualTo(1);
  }

  @Test
  void unknownArgumentsAreRefused() {
    assertThat(run("--sedes=3")).contains("unknown argument --sedes=3");
    assertThat(exit).isEqualTo(2);
    assertThat(run()).contains("usage: ");
    assertThat(exit).isEqualTo(2);
  }
}
