package durablestreams.benchmarks.workload;

import durablestreams.benchmarks.server.Feature;
import java.time.Duration;
import java.util.Map;
import java.util.Set;

/** The time from the start of a server's process to its first good answer, and its memory then. */
public record StartUpWorkload() implements Workload {

  @Override
  public String name() {
    return "start-up";
  }

  @Override
  public String sentence() {
    return "start of the process to the first stream created, on an empty data folder";
  }

  @Override
  public Map<String, String> parameters() {
    return Map.of();
  }

  @Override
  public Metric headline() {
    return Metric.START_UP;
  }

  @Override
  public Set<Feature> needs() {
    return Set.of(Feature.PROCESS);
  }

  @Override
  public boolean freshServer() {
    return true;
  }

  @Override
  public Trial prepare(Session session) {
    return () -> {
      session.settle(Duration.ofSeconds(3));
      return new Sample()
          .put(Metric.START_UP, session.server().startUp().toNanos() / 1e6)
          .put(Metric.RESIDENT_IDLE, session.serverMeter().residentMib());
    };
  }
}
