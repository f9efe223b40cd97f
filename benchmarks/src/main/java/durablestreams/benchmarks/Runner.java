package durablestreams.benchmarks;

import durablestreams.benchmarks.report.Figures;
import durablestreams.benchmarks.report.Results;
import durablestreams.benchmarks.server.RunningServer;
import durablestreams.benchmarks.server.Target;
import durablestreams.benchmarks.workload.Metric;
import durablestreams.benchmarks.workload.Sample;
import durablestreams.benchmarks.workload.Session;
import durablestreams.benchmarks.workload.Timing;
import durablestreams.benchmarks.workload.Workload;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The order of events: workload by workload, each on fresh servers, run by run, and within a run
 * target by target in turning order. So whatever slows the machine for a while slows every target.
 *
 * <p>Servers of one workload live side by side but only one is under load; a run begins when all of
 * them are at rest. The first round of a workload is thrown away, for the sake of just-in-time
 * compilers. A target that fails is out for the rest of the workload and the others go on.
 */
final class Runner {

  private static final Duration SETTLE_LIMIT = Duration.ofSeconds(20);

  private final Selection selection;
  private final Options options;
  private final Timing timing;
  private final Results results = new Results();
  private final PrintStream log;
  private final String prefix;
  private int sessions;

  /**
   * A runner.
   *
   * @param prefix begins the names of all streams
   * @param log where progress is told
   */
  Runner(Selection selection, Options options, String prefix, PrintStream log) {
    this.selection = selection;
    this.options = options;
    this.prefix = prefix;
    this.log = log;
    timing = new Timing(options.warmUp(), options.measure());
  }

  /** Runs everything. */
  Results run() {
    for (Workload workload : selection.workloads()) {
      List<Target> able =
          selection.targets().stream()
              .filter(target -> target.features().containsAll(workload.needs()))
              .toList();
      log.println("\n" + workload.name() + ": " + workload.sentence());
      if (workload.freshServer()) {
        runOnFreshServers(workload, able);
      } else {
        runSideBySide(workload, able);
      }
    }
    return results;
  }

  private void runOnFreshServers(Workload workload, List<Target> targets) {
    List<Target> left = new ArrayList<>(targets);
    for (int run = 0; run < workload.runs(options.runs()); run++) {
      for (Target target : turned(left, run)) {
        Lane lane = new Lane(workload, target);
        lane.open();
        lane.run(run, true);
        lane.close();
        if (lane.failed) {
          left.remove(target);
        }
      }
    }
  }

  private void runSideBySide(Workload workload, List<Target> targets) {
    List<Lane> lanes = targets.stream().map(target -> new Lane(workload, target)).toList();
    try {
      lanes.forEach(Lane::open);
      if (!options.has("quick") && workload.runs(2) > 1) {
        lanes.forEach(lane -> lane.run(-1, false));
      }
      for (int run = 0; run < workload.runs(options.runs()); run++) {
        for (Lane lane : turned(lanes, run)) {
          lanes.forEach(Lane::settle);
          lane.run(run, true);
        }
      }
    } finally {
      lanes.forEach(Lane::close);
    }
  }

  /** The same elements, beginning further on with every run. */
  static <T> List<T> turned(List<T> elements, int run) {
    List<T> turned = new ArrayList<>();
    for (int i = 0; i < elements.size(); i++) {
      turned.add(elements.get((i + run) % elements.size()));
    }
    return turned;
  }

  /** One target in one workload. */
  private final class Lane {

    private final Workload workload;
    private final Target target;
    private final List<Session> session = new ArrayList<>(1);
    private final List<Workload.Trial> trial = new ArrayList<>(1);
    private boolean failed;

    Lane(Workload workload, Target target) {
      this.workload = workload;
      this.target = target;
    }

    void open() {
      attempt(() -> {
        RunningServer server = target.start(workload.settings());
        int threads = workload.threads(options.threads());
        String names = prefix + "-" + sessions++;
        session.add(new Session(server, target.features(), timing, names, threads));
        trial.add(workload.prepare(session.getFirst()));
      });
    }

    void settle() {
      session.forEach(open -> open.settle(SETTLE_LIMIT));
    }

    void run(int run, boolean counted) {
      if (failed) {
        return;
      }
      attempt(() -> {
        Sample sample = trial.getFirst().run();
        session.getFirst().cost().values().forEach(sample::put);
        if (counted) {
          results.add(workload.name(), target.name(), sample);
          tell("run " + (run + 1) + "  " + summary(sample));
        }
      });
    }

    void close() {
      session.forEach(Session::close);
      session.clear();
    }

    private void attempt(Step step) {
      try {
        step.take();
      } catch (IOException | RuntimeException e) {
        failed = true;
        String reason = e.getMessage() == null ? e.toString() : e.getMessage();
        results.failed(workload.name(), target.name(), reason);
        tell("failed: " + reason);
        close();
      }
    }

    private String summary(Sample sample) {
      return sample.values().entrySet().stream()
          .filter(e -> e.getKey().role() == Metric.Role.SHOWN || isFault(e.getKey(), e.getValue()))
          .map(e -> Figures.label(e.getKey()) + " " + Figures.number(e.getValue()))
          .collect(Collectors.joining("   "));
    }

    private static boolean isFault(Metric metric, double value) {
      return metric.role() == Metric.Role.FAULT && value != 0;
    }

    private void tell(String text) {
      log.printf("  %-12s %s%n", target.name(), text);
    }
  }

  @FunctionalInterface
  private interface Step {
    void take() throws IOException;
  }
}
