package durablestreams.benchmarks.workload;

import durablestreams.benchmarks.server.Feature;
import java.io.IOException;
import java.util.Map;
import java.util.Set;

/** Load by which servers are measured. */
public interface Workload {

  /** Settings that hold the heap of our server down where memory is what is measured. */
  Map<String, String> SMALL_HEAP = Map.of("JDK_JAVA_OPTIONS", "-Xmx512m");

  /** Short name, as in {@code --only}. */
  String name();

  /** What it does, in one sentence. */
  String sentence();

  /** Its parameters, for the reader of the results. */
  Map<String, String> parameters();

  /** The figure that counts most. */
  Metric headline();

  /** What it needs of a target. */
  Set<Feature> needs();

  /** Settings with which our server has to run, as environment variables. */
  default Map<String, String> settings() {
    return Map.of();
  }

  /** Whether every run needs a server without a past. */
  default boolean freshServer() {
    return false;
  }

  /** Number of runs, given what the user asked for. */
  default int runs(int wanted) {
    return wanted;
  }

  /** Number of generator threads, given what the user asked for. */
  default int threads(int wanted) {
    return wanted;
  }

  /** Whether it runs only when named. */
  default boolean onDemand() {
    return false;
  }

  /** Sets up what all runs on a server share, and gives the run. */
  Trial prepare(Session session) throws IOException;

  /** One run, which can be repeated. */
  @FunctionalInterface
  interface Trial {

    /** Puts on the load and returns what was measured. */
    Sample run() throws IOException;
  }
}
