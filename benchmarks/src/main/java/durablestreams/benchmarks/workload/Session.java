package durablestreams.benchmarks.workload;

import durablestreams.benchmarks.http.Endpoint;
import durablestreams.benchmarks.http.LoopGroup;
import durablestreams.benchmarks.http.PlainClient;
import durablestreams.benchmarks.load.Batch;
import durablestreams.benchmarks.measure.LiveHeap;
import durablestreams.benchmarks.measure.ProcessMeter;
import durablestreams.benchmarks.measure.StolenTime;
import durablestreams.benchmarks.server.Feature;
import durablestreams.benchmarks.server.RunningServer;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;

/** One server, the generator's threads, and the clock of the run: what a workload works with. */
public final class Session implements AutoCloseable {

  /** Set-up that takes longer than this has failed. */
  public static final Duration SET_UP_LIMIT = Duration.ofMinutes(3);

  /** How long one look at the server's use of processors takes. */
  private static final Duration GLANCE = Duration.ofMillis(200);

  private static final Duration CLIENT_TIMEOUT = Duration.ofSeconds(30);

  private final RunningServer server;
  private final Set<Feature> features;
  private final LoopGroup loops;
  private final Timing timing;
  private final ProcessMeter own = ProcessMeter.self();
  private ProcessMeter servers;
  private final StolenTime stolen = new StolenTime();
  private final String prefix;
  private int names;
  private long began;
  private Sample cost = new Sample();

  /**
   * A session on a running server, which it closes at its end.
   *
   * @param prefix begins every stream's name, so that two sessions never share a stream
   * @param threads number of generator threads
   */
  public Session(
      RunningServer server, Set<Feature> features, Timing timing, String prefix, int threads) {
    this.server = server;
    this.features = features;
    this.timing = timing;
    this.prefix = prefix;
    loops = new LoopGroup(threads);
    servers = ProcessMeter.of(server.pid().orElse(0));
  }

  /** The server. */
  public RunningServer server() {
    return server;
  }

  /** Stops the server and starts it again on its data. */
  public void restartServer() throws IOException {
    server.restart();
    servers = ProcessMeter.of(server.pid().orElse(0));
  }

  /** What the server can do. */
  public Set<Feature> features() {
    return features;
  }

  /** Where the server listens. */
  public Endpoint endpoint() {
    return server.endpoint();
  }

  /** The generator's threads. */
  public LoopGroup loops() {
    return loops;
  }

  /** How long this run's parts last. */
  public Timing timing() {
    return timing;
  }

  /** The meter of the server's process; it reads 0 when the process is not known. */
  public ProcessMeter serverMeter() {
    return servers;
  }

  /** A client for set-up and for single writers. */
  public PlainClient client() throws IOException {
    return new PlainClient(endpoint(), CLIENT_TIMEOUT);
  }

  /** Batches of set-up requests. */
  public Batch batch() {
    return new Batch(loops, endpoint(), SET_UP_LIMIT);
  }

  /** New names for streams, never used before. */
  public List<String> newStreams(int count) {
    String group = prefix + "-" + names++ + "-";
    return IntStream.range(0, count).mapToObj(i -> group + i).toList();
  }

  /** Lets the warm-up pass, or less of it when there is reason to stop. */
  public void warmUp(BooleanSupplier enough) {
    loops.await(enough, timing.warmUp());
  }

  /** Begins what is measured. */
  public void begin() {
    own.start();
    servers.start();
    stolen.start();
    began = System.nanoTime();
  }

  /** Ends what is measured and returns its seconds. */
  public double end() {
    double seconds = (System.nanoTime() - began) / 1e9;
    // In whole percents, so that the little that always goes astray counts as nothing.
    cost =
        new Sample()
            .put(Metric.GENERATOR_CORES, own.cores())
            .put(Metric.STOLEN, Math.round(stolen.percent()));
    if (server.pid().isPresent()) {
      cost.put(Metric.SERVER_CORES, servers.cores()).put(Metric.RESIDENT, servers.residentMib());
    }
    return seconds;
  }

  /** Measures for the set time, or until there is reason to stop; returns the seconds. */
  public double measure(BooleanSupplier enough) {
    begin();
    loops.await(enough, timing.measure());
    return end();
  }

  /** The share of the processors that the host took away in the worst second, in percent. */
  public double stolenInWorstSecond() {
    return stolen.percentInWorstSecond();
  }

  /** What the last measured part cost in processors and memory. */
  public Sample cost() {
    return cost;
  }

  /** Waits until the server has next to nothing to do, or the time is up. */
  public void settle(Duration limit) {
    settle(GLANCE, limit);
  }

  /** Waits until the server has had next to nothing to do for so long, or the time is up. */
  public void settle(Duration quiet, Duration limit) {
    // A meter of its own: that of the session may be in the middle of a measurement.
    ProcessMeter meter = ProcessMeter.of(server.pid().orElse(0));
    long quietSince = System.nanoTime();
    long end = quietSince + limit.toNanos();
    long now;
    do {
      meter.start();
      LockSupport.parkNanos(GLANCE.toNanos());
      now = System.nanoTime();
      if (meter.cores() > 0.1) {
        quietSince = now;
      }
    } while (now - quietSince < quiet.toNanos() && now < end);
  }

  /** The memory of the server now: resident, and the live heap when it is a JVM. */
  public Sample memory() {
    Sample memory = new Sample().put(Metric.RESIDENT_IDLE, servers.residentMib());
    liveHeap().ifPresent(mib -> memory.put(Metric.HEAP_LIVE, mib));
    return memory;
  }

  /** MiB that a full collection leaves of the server's heap now; empty when it is no JVM. */
  public OptionalDouble liveHeap() {
    return server.pid().isPresent() && server.gcLog().isPresent()
        ? LiveHeap.mib(server.pid().getAsLong(), server.gcLog().get())
        : OptionalDouble.empty();
  }

  @Override
  public void close() {
    stolen.close();
    loops.close();
    server.close();
  }
}
