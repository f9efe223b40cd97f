package durablestreams.benchmarks.workload;

import durablestreams.benchmarks.load.Batch;
import durablestreams.benchmarks.server.Feature;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Streams created and then deleted, one request each, over 16 connections.
 *
 * @param streams number of streams
 */
public record CreateDeleteWorkload(int streams) implements Workload {

  @Override
  public String name() {
    return "create-delete";
  }

  @Override
  public String sentence() {
    return streams + " streams created and then deleted over 16 connections";
  }

  @Override
  public Map<String, String> parameters() {
    return Map.of("streams", Integer.toString(streams), "connections", "16");
  }

  @Override
  public Metric headline() {
    return Metric.CREATES;
  }

  @Override
  public Set<Feature> needs() {
    return Set.of(Feature.APPEND, Feature.STATE);
  }

  @Override
  public Trial prepare(Session session) {
    return () -> run(session);
  }

  private Sample run(Session session) throws IOException {
    List<String> names = session.newStreams(streams);
    session.begin();
    Batch.Result created = session.batch().create(names, "application/octet-stream");
    Batch.Result deleted = session.batch().delete(names);
    session.end();
    return new Sample()
        .put(Metric.CREATES, created.rate())
        .put(Metric.DELETES, deleted.rate())
        .putLatencies(created.tally().latency())
        .put(Metric.ERRORS, created.tally().errors() + deleted.tally().errors());
  }
}
