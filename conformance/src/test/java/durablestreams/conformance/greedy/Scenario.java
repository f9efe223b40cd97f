package durablestreams.conformance.greedy;

import java.io.IOException;

/** Greedy clients of one kind. */
interface Scenario {
  String name();

  /** What has to be there before; the server may be slow to answer meanwhile. */
  default void prepare(GreedyRun run) throws IOException, InterruptedException {}

  /** Runs clients until {@link GreedyRun#over}. */
  void run(GreedyRun run) throws IOException, InterruptedException;
}
