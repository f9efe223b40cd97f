package durablestreams.benchmarks.workload;

import durablestreams.benchmarks.load.ClosedLoop;
import durablestreams.benchmarks.load.Pace;
import durablestreams.benchmarks.load.Phase;
import durablestreams.benchmarks.load.Tally;
import durablestreams.benchmarks.server.Feature;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * A long run at a share of the highest rate, with rotation to the cold tier going on all the time.
 * The highest rate is what the server takes at full speed in the second tenth of that time: what it
 * takes in the first one, before segments are moved, rows given back and objects compacted, is more
 * than it can go on taking.
 *
 * <p>A request is timed from when it was due, so a stall of the server shows in every request that
 * it delayed. The live heap is measured before the run, when the highest rate has been found, and
 * after it, each time with a full collection when nothing is left to do: a full collection during
 * the run would be a pause of its own making.
 *
 * @param length how long
 * @param share of the highest rate, between 0 and 1
 * @param quiet how long nothing must happen before the heap is measured
 */
public record SoakWorkload(Duration length, double share, Duration quiet) implements Workload {

  private static final AppendWorkload LOAD =
      new AppendWorkload("soak", "", 64, 500, 256, AppendWorkload.Kind.BINARY);

  /** Longer than a segment stays open and then waits, by default, before it is uploaded. */
  public static final Duration QUIET = Duration.ofSeconds(45);

  private static final Duration SETTLE_LIMIT = Duration.ofMinutes(5);

  @Override
  public String name() {
    return LOAD.name();
  }

  @Override
  public String sentence() {
    return "%d s of appends over 64 connections and 500 streams at %.0f %% of the highest rate"
        .formatted(length.toSeconds(), share * 100);
  }

  @Override
  public Map<String, String> parameters() {
    return Map.of("length", length.toString(), "share", Double.toString(share));
  }

  @Override
  public Metric headline() {
    return Metric.SOAK_P999;
  }

  @Override
  public Set<Feature> needs() {
    return Set.of(Feature.APPEND, Feature.TIERED);
  }

  @Override
  public boolean onDemand() {
    return true;
  }

  @Override
  public int runs(int wanted) {
    return 1;
  }

  @Override
  public Trial prepare(Session session) throws IOException {
    LOAD.prepare(session).run(); // The first time is for the just-in-time compilers.
    double highest = highest(session);
    return () -> hold(session, highest);
  }

  private double highest(Session session) throws IOException {
    ClosedLoop loop = LOAD.loop(session, LOAD.create(session), Pace.unlimited());
    Duration tenth = length.dividedBy(10);
    double seconds = run(session, loop, tenth, tenth);
    return Math.max(1, loop.finish().successes() / seconds);
  }

  /** Has a loop go on for a while and then measures it; the seconds that this took. */
  private static double run(Session session, ClosedLoop loop, Duration before, Duration measured) {
    loop.start();
    session.loops().await(() -> false, before);
    loop.enter(Phase.MEASURE);
    session.begin();
    session.loops().await(() -> false, measured);
    return session.end();
  }

  private Sample hold(Session session, double highest) throws IOException {
    OptionalDouble before = settledHeap(session);
    List<String> names = LOAD.create(session);
    long interval = (long) (TimeUnit.SECONDS.toNanos(1) * LOAD.connections() / (highest * share));
    long start = System.nanoTime() + TimeUnit.SECONDS.toNanos(1);
    Pace[] paces = new Pace[LOAD.connections()];
    for (int i = 0; i < paces.length; i++) {
      paces[i] = Pace.every(start + interval * i / paces.length, interval);
    }
    ClosedLoop loop = LOAD.loop(session, names, paces);
    double seconds = run(session, loop, session.timing().warmUp(), length);
    double stolenInWorstSecond = session.stolenInWorstSecond();
    Tally tally = loop.finish();
    Sample sample =
        new Sample()
            .put(Metric.APPENDS, tally.successes() / seconds)
            .put(Metric.HIGHEST, highest)
            .put(Metric.STOLEN_WORST, stolenInWorstSecond)
            .putLatencies(tally.latency())
            .put(Metric.ERRORS, tally.errors());
    if (tally.successes() > 0) {
      sample.put(Metric.SOAK_P999, tally.latency().millis(0.999));
    }
    OptionalDouble after = settledHeap(session);
    if (before.isPresent() && after.isPresent()) {
      sample.put(Metric.HEAP_GROWTH, after.getAsDouble() / before.getAsDouble());
    }
    return sample;
  }

  private OptionalDouble settledHeap(Session session) {
    session.settle(quiet, SETTLE_LIMIT);
    return session.liveHeap();
  }
}
