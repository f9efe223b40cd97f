package durablestreams.benchmarks.server;

import durablestreams.benchmarks.http.Endpoint;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/**
 * A server that someone else runs on this machine; it is neither started nor stopped here.
 *
 * @param name short name
 * @param endpoint where it listens
 */
public record UrlTarget(String name, Endpoint endpoint) implements Target {

  @Override
  public String description() {
    return "the server at http://" + endpoint.host() + endpoint.basePath();
  }

  @Override
  public Set<Feature> features() {
    return EnumSet.complementOf(
        EnumSet.of(Feature.PROCESS, Feature.RESTART, Feature.TIERED, Feature.SUBSCRIPTIONS));
  }

  @Override
  public RunningServer start(Map<String, String> settings) {
    return new Foreign(endpoint);
  }

  private record Foreign(Endpoint endpoint) implements RunningServer {

    @Override
    public void close() {}
  }
}
