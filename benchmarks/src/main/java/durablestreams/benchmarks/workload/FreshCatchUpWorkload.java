package durablestreams.benchmarks.workload;

import durablestreams.benchmarks.load.CatchUpReaders;
import durablestreams.benchmarks.load.Phase;
import durablestreams.benchmarks.server.Feature;
import java.io.IOException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/**
 * The first read of a stream from a server that was stopped and started after the stream was
 * written, and the reads that follow at once.
 *
 * @param json whether the stream is JSON; otherwise it is binary
 */
public record FreshCatchUpWorkload(boolean json) implements Workload {

  private static final Duration FIRST_READ_LIMIT = Duration.ofSeconds(30);

  private CatchUpWorkload reads() {
    return new CatchUpWorkload(CatchUpWorkload.Tier.HOT, json, 1, CatchUpWorkload.USUAL_MEBIBYTES);
  }

  @Override
  public String name() {
    return "fresh-catchup-" + (json ? "json" : "bytes");
  }

  @Override
  public String sentence() {
    return "just started, " + reads().sentence();
  }

  @Override
  public Map<String, String> parameters() {
    return reads().parameters();
  }

  @Override
  public Metric headline() {
    return Metric.FIRST_READ;
  }

  @Override
  public Set<Feature> needs() {
    return EnumSet.of(Feature.APPEND, Feature.READ, Feature.RESTART);
  }

  @Override
  public Map<String, String> settings() {
    return reads().settings();
  }

  @Override
  public boolean freshServer() {
    return true;
  }

  @Override
  public Trial prepare(Session session) throws IOException {
    String stream = reads().filled(session);
    session.settle(FIRST_READ_LIMIT);
    session.restartServer();
    return () -> run(session, stream);
  }

  private Sample run(Session session, String stream) {
    long bytes = reads().totalBytes();
    long start = System.nanoTime();
    CatchUpReaders reader =
        new CatchUpReaders(session.loops(), session.endpoint(), stream, 1, bytes);
    boolean read = session.loops().await(reader::allWarm, FIRST_READ_LIMIT);
    double first = (System.nanoTime() - start) / 1e9;
    reader.enter(Phase.MEASURE);
    double seconds = session.measure(() -> false);
    CatchUpReaders.Result result = reader.finish();
    Sample sample = new Sample();
    if (read) {
      sample.put(Metric.FIRST_READ, bytes / first / 1e6);
    }
    return sample
        .put(Metric.READ_RATE, result.bytes() / seconds / 1e6)
        .put(Metric.ERRORS, result.passes().errors());
  }
}
