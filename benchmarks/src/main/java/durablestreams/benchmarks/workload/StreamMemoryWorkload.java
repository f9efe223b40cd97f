package durablestreams.benchmarks.workload;

import durablestreams.benchmarks.load.Payloads;
import durablestreams.benchmarks.server.Feature;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Streams that hold one message each and then rest: what they cost in resident memory. Our server
 * has a heap of at most 512 MiB for it, because with more it just collects its garbage later.
 *
 * @param streams number of streams
 */
public record StreamMemoryWorkload(int streams) implements Workload {

  private static final int MESSAGE_BYTES = 256;

  @Override
  public String name() {
    return "memory-" + streams + "-streams";
  }

  @Override
  public String sentence() {
    return "resident memory with " + streams + " streams of one message each, at rest";
  }

  @Override
  public Map<String, String> parameters() {
    return Map.of("streams", Integer.toString(streams), "bytes", Integer.toString(MESSAGE_BYTES));
  }

  @Override
  public Metric headline() {
    return Metric.BYTES_PER_STREAM;
  }

  @Override
  public Set<Feature> needs() {
    return Set.of(Feature.APPEND, Feature.STATE, Feature.PROCESS);
  }

  @Override
  public Map<String, String> settings() {
    return SMALL_HEAP;
  }

  @Override
  public boolean freshServer() {
    return true;
  }

  @Override
  public Trial prepare(Session session) {
    return () -> run(session);
  }

  private Sample run(Session session) throws IOException {
    session.settle(Duration.ofSeconds(3));
    double before = session.serverMeter().residentMib();
    List<String> names = session.newStreams(streams);
    String contentType = "application/octet-stream";
    session.begin();
    session.batch().create(names, contentType);
    session.batch().append(names, contentType, Payloads.binary(MESSAGE_BYTES));
    session.settle(Duration.ofSeconds(10));
    session.end();
    double after = session.serverMeter().residentMib();
    return session.memory().put(Metric.BYTES_PER_STREAM, (after - before) * (1 << 20) / streams);
  }
}
