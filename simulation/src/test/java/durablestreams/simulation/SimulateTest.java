package durablestreams.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
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
  void anotherJvmTakesTheSameSteps() throws Exception {
    String[] arguments = {"--seed=5", "--seeds=2"};
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-opens=java.base/java.lang=ALL-UNNAMED",
                "-Djdk.trackAllThreads=false",
                "-XX:+UnlockExperimentalVMOptions",
                "-XX:hashCode=0",
                "-ea",
                "-cp",
                System.getProperty(
                    "surefire.test.class.path", System.getProperty("java.class.path")),
                Simulate.class.getName()));
    command.addAll(List.of(arguments));
    Process other = new ProcessBuilder(command).redirectErrorStream(true).start();
    String here = run(arguments);
    String there = new String(other.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(other.waitFor()).as(there).isZero();
    assertThat(traces(there)).hasSize(2).isEqualTo(traces(here));
  }

  private static List<String> traces(String printed) {
    return Pattern.compile("traces ([0-9a-f]{16})")
        .matcher(printed)
        .results()
        .map(found -> found.group(1))
        .toList();
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
