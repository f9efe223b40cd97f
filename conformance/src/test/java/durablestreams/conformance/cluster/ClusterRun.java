package durablestreams.conformance.cluster;

import durablestreams.conformance.cluster.engine.ClusterEngine;
import durablestreams.histories.check.HistoryCheck;
import durablestreams.histories.check.Report;
import durablestreams.histories.client.Servers;
import durablestreams.histories.history.History;
import durablestreams.histories.load.Load;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;

/**
 * A cluster under a mixed load, to which faults happen and whose history is checked. The seed
 * decides what clients do and when faults happen.
 */
final class ClusterRun implements AutoCloseable {

  private static final int CLIENTS = 12;
  private static final Duration TIMEOUT = Duration.ofMinutes(3);

  private final ClusterEngine engine;
  private final Random random;
  private final long seed;
  private final History history = new History();
  private final WriteProbe probe = new WriteProbe();
  private final ClusterProcess cluster;
  private final Load load;

  ClusterRun(ClusterEngine engine, long seed, Duration failoverAfter) {
    this.engine = engine;
    this.random = new Random(seed);
    this.seed = seed;
    this.cluster =
        new ClusterProcess(engine, "run_" + Long.toUnsignedString(seed, 36), failoverAfter);
    this.load = new Load(Servers.of(cluster.urls()), history, "run", seed);
  }

  /** Begins the load. */
  void start() throws InterruptedException {
    load.start(CLIENTS);
  }

  /**
   * Has a fault happen at some moment of the load, and returns once it is over and the cluster has
   * a leader.
   *
   * @return how long no write succeeded, from its beginning
   */
  Duration happen(Fault fault) throws InterruptedException {
    awaitSomeLoad();
    long began = System.nanoTime();
    Fault.Begun begun = fault.begin(cluster, engine, random);
    long written = began;
    if (!begun.writable().isEmpty()) {
      probe.awaitWrite(begun.writable().stream().map(cluster.urls()::get).toList());
      written = System.nanoTime();
    }
    long left = begun.duration().toNanos() - (System.nanoTime() - began);
    if (left > 0) {
      Thread.sleep(Duration.ofNanos(left));
    }
    begun.end().run();
    if (begun.writable().isEmpty()) {
      probe.awaitWrite(cluster.urls());
      written = System.nanoTime();
    }
    cluster.awaitLeader();
    return Duration.ofNanos(written - began);
  }

  /** Some requests, so that faults happen at moments that are not tied to any. */
  private void awaitSomeLoad() throws InterruptedException {
    history.awaitAnswers(history.answers() + 50 + random.nextInt(250), TIMEOUT);
  }

  /** Ends the load, and checks the history; where a rule is broken, it is kept in a file. */
  Report finish() throws IOException, InterruptedException {
    awaitSomeLoad();
    load.finish();
    Report report = HistoryCheck.check(history.operations());
    if (!report.isClean()) {
      Path folder = Files.createDirectories(Path.of("target", "cluster-rounds"));
      history.save(folder.resolve(seed + ".jsonl"));
      Files.writeString(folder.resolve(seed + ".txt"), cluster.output());
      System.out.println("history and output of the nodes: " + folder.resolve(seed + ".*"));
    }
    return report;
  }

  /** A fault that is possible, by the seed. */
  Fault next() {
    List<Fault> possible =
        List.of(Fault.values()).stream().filter(fault -> fault.isPossible(engine)).toList();
    return possible.get(random.nextInt(possible.size()));
  }

  /** What the nodes printed. */
  String output() {
    return cluster.output();
  }

  @Override
  public void close() {
    load.close();
    probe.close();
    cluster.close();
  }
}
