package durablestreams.benchmarks.server;

import java.io.IOException;
import java.util.Map;
import java.util.Set;

/** A kind of server under test, which can be started any number of times. */
public interface Target {

  /** Short name, as in {@code --targets}. */
  String name();

  /** One line for the reader of a table. */
  String description();

  /** What this target can do. */
  Set<Feature> features();

  /**
   * Starts a fresh server without data and waits until it has answered a request.
   *
   * @param settings environment variables of our server that a workload asks for; other targets
   *     ignore them
   * @throws IOException when the server does not start, with its last words
   */
  RunningServer start(Map<String, String> settings) throws IOException;
}
