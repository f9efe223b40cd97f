package durablestreams.conformance.greedy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Runs scenarios, each against a server of its own. */
final class Greedy {
  /** In the order in which they are run. */
  static final List<Scenario> SCENARIOS =
      List.of(
          new SlowBodies(),
          new LargeUploads(),
          new SlowReaders(),
          new FollowedStreams(),
          new ZeroWindows(),
          new EndlessUploads(),
          new Crawl(),
          new ForkChain(),
          new ProducerCrowd(),
          new LargeArrays(),
          new NewStreams(),
          new ManyProducers(),
          new HeldConnections());

  /** A folder for a histogram of the heap and the server's output of each run; or none. */
  private static final String FINDINGS = System.getProperty("greedy.findings", "");

  private Greedy() {}

  /**
   * Runs one scenario.
   *
   * @param full as large as the requirement, for the long form
   */
  static GreedyReport run(Scenario scenario, boolean full, Duration duration) throws Exception {
    try (var server = new GreedyServer();
        var steady = new SteadyClient(server.http())) {
      steady.pause();
      try (var before = new GreedyRun(server, steady, full, Duration.ofMinutes(10))) {
        scenario.prepare(before);
      }
      steady.resume();
      try (var run = new GreedyRun(server, steady, full, duration)) {
        scenario.run(run);
        String histogram = server.histogram().orElse("");
        long resident = server.resident("VmRSS");
        SteadyReport report = steady.finish();
        boolean serving = server.serves();
        run.close();
        var result =
            new GreedyReport(
                scenario.name(),
                report,
                run.tally(),
                server.isAlive(),
                serving,
                server.outOfMemory(),
                GreedyServer.bytesOf(histogram),
                resident,
                server.resident("VmHWM"),
                serving ? missing(server, steady) : "");
        keep(scenario, result, histogram, server.output());
        return result;
      }
    }
  }

  /** What is not there of the streams of the well-behaved client; empty if everything is. */
  private static String missing(GreedyServer server, SteadyClient steady) {
    long read = 0;
    for (String stream : steady.streams()) {
      read += server.http().stream(stream).readAll("-1").length;
    }
    long appended = steady.appended() * SteadyClient.BODY_BYTES;
    return read >= appended ? "" : "read " + read + " bytes of " + appended + " acknowledged ones";
  }

  private static void keep(Scenario scenario, GreedyReport result, String histogram, String output)
      throws IOException {
    if (!FINDINGS.isEmpty()) {
      Path folder = Files.createDirectories(Path.of(FINDINGS));
      Files.writeString(
          folder.resolve(scenario.name() + ".txt"), result + "\n\n" + histogram + "\n" + output);
    }
  }
}
