package durablestreams.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import durablestreams.benchmarks.report.Picture;
import durablestreams.benchmarks.server.Children;
import durablestreams.benchmarks.server.Target;
import durablestreams.benchmarks.server.Workshop;
import durablestreams.benchmarks.workload.Workload;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OptionsTest {

  private final Workshop workshop =
      new Workshop(Path.of("root"), Path.of("data"), new Children(() -> {}));

  @Test
  void haveDefaults() {
    Options options = parse();

    assertThat(options.runs()).isEqualTo(3);
    assertThat(options.measure()).isEqualTo(Duration.ofSeconds(5));
    assertThat(options.warmUp()).isEqualTo(Duration.ofSeconds(3));
    assertThat(options.threads()).isEqualTo(2);
    assertThat(options.soak()).isEqualTo(Duration.ofMinutes(10));
    assertThat(options.share()).isEqualTo(0.7);
    assertThat(Selection.targets(options, workshop))
        .extracting(Target::name)
        .containsExactly("ours", "bare", "node");
    assertThat(Selection.workloads(options)).extracting(Workload::name).doesNotContain("soak");
  }

  @Test
  void quickMeansShort() {
    assertThat(parse("--quick").runs()).isEqualTo(1);
    assertThat(parse("--quick").measure()).isEqualTo(Duration.ofSeconds(2));
    assertThat(parse("--quick", "--runs=5").runs()).isEqualTo(5);
  }

  @Test
  void smokeGoesWithFewOthers() {
    assertThat(parse("--smoke", "--jar=a.jar", "--jvm=-Xmx1g", "--data=d").has("smoke")).isTrue();
    assertThatThrownBy(() -> parse("--smoke", "--runs=3"))
        .hasMessage("--runs does not go with --smoke; only --data, --jar and --jvm do");
    assertThatThrownBy(() -> parse("--smoke", "--url=a=http://127.0.0.1:1"))
        .hasMessageContaining("PERF_BASE_URL");
  }

  @Test
  void pickWorkloadsByNameAndBeginning() {
    assertThat(Selection.workloads(parse("--only=longpoll*,append-1x1")))
        .extracting(Workload::name)
        .containsExactly("append-1x1", "longpoll-100", "longpoll-1000");
    assertThat(Selection.workloads(parse("--only=append-1x1", "--soak=1h")))
        .extracting(Workload::name)
        .containsExactly("append-1x1", "soak");
  }

  @Test
  void pickWhatAServerDoesRightAfterItsStart() {
    assertThat(Selection.workloads(parse("--cold")))
        .extracting(Workload::name)
        .containsExactly(
            "start-up", "fresh-append-64x64", "fresh-catchup-json", "fresh-catchup-bytes");
  }

  @Test
  void pickTheWorkloadsOfThePicture() {
    assertThat(Selection.workloads(parse("--picture")))
        .extracting(Workload::name)
        .containsExactlyInAnyOrderElementsOf(Picture.workloads());
    assertThat(parse("--picture", "--from=a.json,b.json").from())
        .containsExactly("a.json", "b.json");
    assertThatThrownBy(parse("--from=a.json")::from).hasMessageContaining("--picture");
  }

  @Test
  void addTheNativeServerToTheTargets() {
    assertThat(Selection.targets(parse("--native=/bin/sh"), workshop))
        .extracting(Target::name)
        .containsExactly("ours", "native", "bare", "node");
    assertThatThrownBy(() -> Selection.targets(parse("--targets=native-tuned"), workshop))
        .hasMessageContaining("--native=FILE");
  }

  @Test
  void addUrlsToTheTargets() {
    Options options = parse("--targets=node", "--url=other=http://127.0.0.1:4437/v1/stream");

    assertThat(options.urls()).isEqualTo(Map.of("other", "http://127.0.0.1:4437/v1/stream"));
    assertThat(Selection.targets(options, workshop))
        .extracting(Target::name)
        .containsExactly("node", "other");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "quick",
        "--quikc",
        "--quick=1",
        "--runs",
        "--runs 3",
        "--url=http://127.0.0.1",
        "-q"
      })
  void refuseWhatTheyDoNotKnow(String argument) {
    assertThatThrownBy(() -> parse(argument)).isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-1", "many", "1000000000000", ""})
  void refuseNumbersOutOfRange(String value) {
    Options options = parse("--runs=" + value);

    assertThatThrownBy(options::runs)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("--runs=" + value);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.5", ".5", "1", "1.0"})
  void takeAShare(String value) {
    assertThat(parse("--share=" + value).share()).isBetween(0.5, 1.0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"70", "1.5", "-0.5", "half"})
  void refuseAShareThatIsNone(String value) {
    assertThatThrownBy(parse("--share=" + value)::share)
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void refuseUnknownWorkloadsAndTargets() {
    assertThatThrownBy(() -> Selection.workloads(parse("--only=append")))
        .hasMessageContaining("no workload 'append'");
    assertThatThrownBy(() -> Selection.targets(parse("--targets=ours,theirs"), workshop))
        .hasMessageContaining("'theirs'");
    assertThatThrownBy(() ->
            Selection.targets(parse("--targets=ours", "--url=ours=http://127.0.0.1:1/"), workshop))
        .hasMessageContaining("same name");
  }

  private static Options parse(String... arguments) {
    return Options.parse(List.of(arguments));
  }
}
