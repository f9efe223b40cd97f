package durablestreams.benchmarks.workload;

import durablestreams.benchmarks.load.ClosedLoop;
import durablestreams.benchmarks.load.Pace;
import durablestreams.benchmarks.load.Tally;
import durablestreams.benchmarks.server.Feature;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Appends to a server that has just started, second by second, without a warm-up.
 *
 * <p>The clock begins when the streams have been made, right after the first answer. Every run has
 * a server of its own.
 *
 * @param appends what is appended
 * @param second how long a second is; tests have no time
 */
public record FreshAppendWorkload(AppendWorkload appends, Duration second) implements Workload {

  private static final int SECONDS = 10;

  /** The seconds that are shown. */
  private static final Map<Integer, Metric> SHOWN =
      Map.of(1, Metric.SECOND_1, 2, Metric.SECOND_2, 5, Metric.SECOND_5, 10, Metric.SECOND_10);

  @Override
  public String name() {
    return appends.name();
  }

  @Override
  public String sentence() {
    return "just started, " + appends.sentence();
  }

  @Override
  public Map<String, String> parameters() {
    return appends.parameters();
  }

  @Override
  public Metric headline() {
    return Metric.SECOND_1;
  }

  @Override
  public Set<Feature> needs() {
    return EnumSet.of(Feature.APPEND, Feature.PROCESS);
  }

  @Override
  public boolean freshServer() {
    return true;
  }

  @Override
  public Trial prepare(Session session) throws IOException {
    return () -> run(session);
  }

  private Sample run(Session session) throws IOException {
    ClosedLoop loop = appends.loop(session, appends.create(session), Pace.unlimited());
    List<Long> perSecond = new ArrayList<>();
    session.begin();
    long start = System.nanoTime();
    loop.start();
    long before = 0;
    for (int passed = 1; passed <= SECONDS; passed++) {
      long end = start + passed * second.toNanos();
      session.loops().await(() -> System.nanoTime() >= end, second.plusSeconds(2));
      long now = loop.succeeded();
      perSecond.add(now - before);
      before = now;
    }
    session.end();
    Tally tally = loop.finish();
    Sample sample = new Sample().put(Metric.ERRORS, tally.errors());
    SHOWN.forEach((number, metric) -> sample.put(metric, perSecond.get(number - 1)));
    return sample;
  }
}
