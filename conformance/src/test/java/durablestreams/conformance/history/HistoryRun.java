package durablestreams.conformance.history;

import durablestreams.conformance.harness.ServerCommand;
import durablestreams.conformance.harness.ServerProcess;
import durablestreams.histories.check.HistoryCheck;
import durablestreams.histories.check.Report;
import durablestreams.histories.client.Servers;
import durablestreams.histories.history.History;
import durablestreams.histories.load.Load;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;

/**
 * A mixed load over a server that ends again and again at random moments, recorded and checked. The
 * seed decides what clients do and when the server ends.
 */
final class HistoryRun {
  private static final int CLIENTS = 12;
  private static final Duration TIMEOUT = Duration.ofMinutes(2);

  private final ServerCommand command;
  private final long seed;
  private final Random random;
  private final History history = new History();

  /** What happens to a server. */
  @FunctionalInterface
  interface Crash {
    /** After the process was killed, and before it starts again. */
    void happened(Path data, Random random) throws IOException;
  }

  HistoryRun(ServerCommand command, long seed) {
    this.command = command;
    this.seed = seed;
    this.random = new Random(seed);
  }

  /** Ends the server {@code times} times. */
  Report run(int times, Crash crash) throws IOException, InterruptedException {
    try (ServerProcess process = ServerProcess.start(command);
        var load =
            new Load(
                Servers.of(List.of(process.server().base().toString())), history, "run", seed)) {
      load.start(CLIENTS);
      for (int i = 0; i < times; i++) {
        awaitSomeLoad();
        process.kill9();
        crash.happened(process.data(), random);
        process.restart();
      }
      awaitSomeLoad();
      load.finish();
      return HistoryCheck.check(history.operations());
    }
  }

  History history() {
    return history;
  }

  /** Some requests of this server's life, and a moment that is not tied to any. */
  private void awaitSomeLoad() throws InterruptedException {
    history.awaitAnswers(history.answers() + 50 + random.nextInt(250), TIMEOUT);
    LockSupport.parkNanos(random.nextInt(20_000_000));
  }
}
