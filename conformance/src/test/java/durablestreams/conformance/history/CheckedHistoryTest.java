package durablestreams.conformance.history;

import static org.assertj.core.api.Assertions.assertThat;

import durablestreams.conformance.crash.Seeds;
import durablestreams.conformance.harness.Installed;
import durablestreams.histories.check.Report;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Short histories with crashes; {@code conformance/rounds} has hundreds of them. */
class CheckedHistoryTest {
  private final long seed = Seeds.next("history");

  @Test
  void killsBreakNoRule() throws IOException, InterruptedException {
    clean(new HistoryRun(HistoryRounds.command(seed), seed).run(2, (data, random) -> {}));
  }

  @Test
  void powerCutsBreakNoRule(@TempDir Path folder) throws IOException, InterruptedException {
    PowerCut power = PowerCut.compiledInto(folder, Installed.program("gcc").toString());
    clean(
        new HistoryRun(power.under(HistoryRounds.command(seed + 1)), seed)
            .run(1, (data, random) -> power.cut(data, random, random.nextBoolean())));
  }

  @Test
  void aDiskWhoseFsyncLiesIsNoticed(@TempDir Path folder) throws IOException, InterruptedException {
    PowerCut power = PowerCut.compiledInto(folder, Installed.program("gcc").toString());
    Report report =
        new HistoryRun(power.under(HistoryRounds.command(0)), seed).run(1, power::cutAfterLies);
    assertThat(report.violations()).as("seed %d", seed).isNotEmpty();
    System.out.println(report.found() + " violations, such as " + report.violations().getFirst());
  }

  private void clean(Report report) {
    assertThat(report.violations()).as("seed %d: %s", seed, report).isEmpty();
    assertThat(report.acknowledged()).isGreaterThan(100);
  }
}
