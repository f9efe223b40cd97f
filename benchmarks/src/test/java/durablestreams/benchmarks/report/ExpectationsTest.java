package durablestreams.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;

import durablestreams.benchmarks.report.Expectation.Verdict;
import durablestreams.benchmarks.workload.Catalogue;
import durablestreams.benchmarks.workload.Metric;
import durablestreams.benchmarks.workload.Sample;
import durablestreams.benchmarks.workload.Workload;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ExpectationsTest {

  private final Results results = new Results();

  @Test
  void comparesARatioWithItsBound() {
    measure("append-64x64", "ours", 100_000);
    measure("append-64x64", "node", 40_000);
    measure("append-64x64", "bare", 180_000);

    assertThat(verdict("append-64x64, appends: ours ÷ node")).isEqualTo(Verdict.PASS);
    assertThat(verdict("append-64x64, appends: ours ÷ bare")).isEqualTo(Verdict.FAIL);
    assertThat(find("append-64x64, appends: ours ÷ bare").line(results))
        .isEqualTo("fail          append-64x64, appends: ours ÷ bare: 0.56 (at least 0.60)");
  }

  @Test
  void comparesOursWithOurs() {
    measure("append-64x64", "ours", 100_000);
    measure("append-64x10000", "ours", 86_000);
    measure("append-64x100000", "ours", 69_000);

    assertThat(verdict("append-64x10000 ÷ append-64x64, appends")).isEqualTo(Verdict.PASS);
    assertThat(verdict("append-64x100000 ÷ append-64x64, appends")).isEqualTo(Verdict.FAIL);
  }

  @Test
  void forgivesNoLossInAnyRun() {
    results.add("sse-1000-max", "ours", new Sample().put(Metric.LOST, 0));
    results.add("sse-1000-max", "ours", new Sample().put(Metric.LOST, 1));
    results.add("sse-1000-max", "ours", new Sample().put(Metric.LOST, 0));

    assertThat(verdict("sse-1000-max, lost in any run")).isEqualTo(Verdict.FAIL);
  }

  @Test
  void doesNotJudgeWhatWasNotMeasured() {
    assertThat(Expectations.all())
        .allMatch(expectation -> expectation.verdict(results) == Verdict.NOT_MEASURED);
  }

  @Test
  void namesOnlyWorkloadsThatExist() {
    List<String> names =
        new Catalogue(Duration.ofMinutes(1), 0.7).all().stream().map(Workload::name).toList();

    assertThat(Expectations.all())
        .isNotEmpty()
        .allMatch(expectation -> names.contains(expectation.sentence().replaceAll("(,| ÷).*", "")));
    assertThat(names).doesNotHaveDuplicates().containsAll(Catalogue.HIGHLIGHTS);
  }

  private void measure(String workload, String target, double appends) {
    results.add(workload, target, new Sample().put(Metric.APPENDS, appends));
  }

  private Verdict verdict(String sentence) {
    return find(sentence).verdict(results);
  }

  private static Expectation find(String sentence) {
    return Expectations.all().stream()
        .filter(expectation -> expectation.sentence().equals(sentence))
        .findFirst()
        .orElseThrow();
  }
}
