package durablestreams.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import durablestreams.benchmarks.http.Endpoint;
import durablestreams.benchmarks.report.Results;
import durablestreams.benchmarks.server.Feature;
import durablestreams.benchmarks.server.RunningServer;
import durablestreams.benchmarks.server.Target;
import durablestreams.benchmarks.server.UrlTarget;
import durablestreams.benchmarks.workload.Metric;
import durablestreams.benchmarks.workload.Sample;
import durablestreams.benchmarks.workload.Session;
import durablestreams.benchmarks.workload.Workload;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RunnerTest {

  private final List<String> events = new ArrayList<>();

  @Test
  void interleavesTargetsAndThrowsTheFirstRoundAway() {
    run(new Recorded(false), "--runs=2", target("a"), target("b"));

    assertThat(events)
        .containsExactly(
            "start a", "start b", "run a", "run b", "run a", "run b", "run b", "run a");
  }

  @Test
  void startsAFreshServerForEveryRunWhereAsked() {
    run(new Recorded(true), "--runs=2", target("a"), target("b"));

    assertThat(events)
        .containsExactly(
            "start a", "run a", "start b", "run b", "start b", "run b", "start a", "run a");
  }

  @Test
  void goesOnWithoutATargetThatFails() {
    Results results = run(new Recorded(false), "--quick", broken("a"), target("b"));

    assertThat(events).containsExactly("start b", "run b");
    assertThat(results.failure("recorded", "a")).contains("no start");
    assertThat(results.median("recorded", "b", Metric.APPENDS)).contains(1.0);
  }

  @Test
  void leavesOutTargetsThatLackWhatIsNeeded() {
    Target lacking = new Named("a", Set.of(), false);
    Results results = run(new Recorded(false), "--quick", lacking, target("b"));

    assertThat(events).containsExactly("start b", "run b");
    assertThat(results.failures()).isEmpty();
  }

  private Results run(Workload workload, String option, Target... targets) {
    Selection selection = new Selection(List.of(workload), List.of(targets));
    PrintStream log = new PrintStream(OutputStream.nullOutputStream());
    return new Runner(selection, Options.parse(List.of(option)), "test", log).run();
  }

  private Target target(String name) {
    return new Named(name, Set.of(Feature.APPEND), false);
  }

  private Target broken(String name) {
    return new Named(name, Set.of(Feature.APPEND), true);
  }

  /** A target without a server; its base path tells which it is. */
  private final class Named implements Target {

    private final String name;
    private final Set<Feature> features;
    private final boolean broken;

    Named(String name, Set<Feature> features, boolean broken) {
      this.name = name;
      this.features = features;
      this.broken = broken;
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public String description() {
      return name;
    }

    @Override
    public Set<Feature> features() {
      return features;
    }

    @Override
    public RunningServer start(Map<String, String> settings) throws IOException {
      if (broken) {
        throw new IOException("no start");
      }
      events.add("start " + name);
      return new UrlTarget(name, Endpoint.of("http://127.0.0.1:1/" + name)).start(settings);
    }
  }

  private final class Recorded implements Workload {

    private final boolean fresh;

    Recorded(boolean fresh) {
      this.fresh = fresh;
    }

    @Override
    public String name() {
      return "recorded";
    }

    @Override
    public String sentence() {
      return "nothing but notes";
    }

    @Override
    public Map<String, String> parameters() {
      return Map.of();
    }

    @Override
    public Metric headline() {
      return Metric.APPENDS;
    }

    @Override
    public Set<Feature> needs() {
      return Set.of(Feature.APPEND);
    }

    @Override
    public boolean freshServer() {
      return fresh;
    }

    @Override
    public Trial prepare(Session session) {
      String name = session.endpoint().basePath().substring(1);
      return () -> {
        events.add("run " + name);
        return new Sample().put(Metric.APPENDS, 1);
      };
    }
  }
}
