package durablestreams.histories.check;

import static org.assertj.core.api.Assertions.assertThat;

import durablestreams.histories.history.Call;
import durablestreams.histories.history.History;
import durablestreams.histories.history.Kind;
import durablestreams.histories.history.Operation;
import durablestreams.histories.history.Reply;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** Seeds of the histories are printed; {@code -Dhistories.seed=…} repeats one. */
@Tag("smoke")
class HistoryCheckTest {
  private static final int RUNS = 100;
  private final long seed = Long.getLong("histories.seed", new SecureRandom().nextLong());

  @Test
  void aCorrectServerKeepsEveryRule() {
    for (int i = 0; i < RUNS; i++) {
      System.out.println("history with seed " + (seed + i));
      Report report = HistoryCheck.check(ModelRun.of(seed + i, Bug.NONE, 1_500));
      assertThat(report.violations()).as("seed %d", seed + i).isEmpty();
      assertThat(report.acknowledged()).isGreaterThan(100);
    }
  }

  /** Some bugs need a coincidence; a few histories are enough for each. */
  @ParameterizedTest
  @EnumSource(mode = Mode.EXCLUDE, names = "NONE")
  void everyBugIsFound(Bug bug) {
    Set<Rule> broken = EnumSet.noneOf(Rule.class);
    for (int i = 0; i < 30 && Collections.disjoint(broken, bug.broken()); i++) {
      Report report = HistoryCheck.check(ModelRun.of(seed + i, bug, 1_500));
      broken.addAll(report.violations().stream().map(Violation::rule).collect(Collectors.toSet()));
      assertThat(report.violations())
          .allSatisfy(violation -> assertThat(violation.operations()).hasSizeBetween(1, 3));
    }
    assertThat(broken).as("%s with seed %d", bug, seed).containsAnyElementsOf(bug.broken());
  }

  @Test
  void everyRuleIsBrokenByABug() {
    Set<Rule> rules = EnumSet.allOf(Rule.class);
    for (Bug bug : Bug.values()) {
      rules.removeAll(bug.broken());
    }
    assertThat(rules).containsExactly(Rule.WELL_FORMED);
  }

  @Test
  void aRecordedHistoryIsCheckedLikeTheOriginal(@TempDir Path folder) throws IOException {
    var history = new History();
    List<Operation> operations = ModelRun.of(seed, Bug.LOSES_ACKNOWLEDGED, 1_500);
    operations.forEach(history::add);
    Path file = folder.resolve("history.jsonl");
    history.save(file);
    List<Operation> loaded = History.load(file);
    assertThat(loaded).isEqualTo(operations);
    assertThat(HistoryCheck.check(loaded)).isEqualTo(HistoryCheck.check(operations));
  }

  @Test
  void creationsAndDeletionsOfANameThatOverlapCannotBeChecked() {
    Operation creation = new Operation(Call.of("a", Kind.CREATE, "s", 1), Reply.done(5, 201, ""));
    Operation deletion = new Operation(Call.of("b", Kind.DELETE, "s", 3), Reply.done(8, 204, ""));
    assertThat(HistoryCheck.check(List.of(creation, deletion)).violations())
        .extracting(Violation::rule)
        .containsExactly(Rule.WELL_FORMED);
  }

  @Test
  void rulesCanBeLeftOut() {
    List<Operation> operations = ModelRun.of(seed, Bug.FORGETS_STREAMS, 1_500);
    assertThat(HistoryCheck.check(operations).isClean()).isFalse();
    assertThat(HistoryCheck.check(operations, Set.of(Rule.STREAMS_STAY)).isClean()).isTrue();
  }

  @Test
  void aLongHistoryIsCheckedWithinSeconds() {
    List<Operation> operations = ModelRun.of(seed, Bug.NONE, 100_000);
    long before = System.nanoTime();
    Report report = HistoryCheck.check(operations);
    Duration took = Duration.ofNanos(System.nanoTime() - before);
    System.out.println(report + " in " + took);
    assertThat(report.violations()).isEmpty();
    assertThat(took).isLessThan(Duration.ofSeconds(60));
  }
}
