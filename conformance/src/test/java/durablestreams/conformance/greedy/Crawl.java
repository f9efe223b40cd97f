package durablestreams.conformance.greedy;

import java.io.IOException;

/** GET and HEAD of every one of 1,000,000 existing streams, again and again. */
final class Crawl implements Scenario {
  private static final int FEW_STREAMS = 10_000;
  private static final int STREAMS = 1_000_000;
  private static final int CONNECTIONS = 8;

  @Override
  public String name() {
    return "crawl";
  }

  @Override
  public void prepare(GreedyRun run) throws InterruptedException {
    Pipeline.send(
        run,
        CONNECTIONS,
        streams(run),
        number -> Requests.create(stream(number), "text/plain"),
        (connection, _) -> connection.reply());
  }

  @Override
  public void run(GreedyRun run) throws IOException, InterruptedException {
    // Warm streams of the creation are gone, as they are on a server that was started for readers.
    run.restart();
    while (!run.over()) {
      Pipeline.send(
          run,
          CONNECTIONS,
          streams(run),
          number -> Requests.plain(isHead(number) ? "HEAD" : "GET", Requests.path(stream(number))),
          (connection, number) -> isHead(number) ? connection.replyToHead() : connection.reply());
    }
  }

  private static int streams(GreedyRun run) {
    return run.size(FEW_STREAMS, STREAMS);
  }

  private static boolean isHead(int number) {
    return number % 2 == 0;
  }

  private static String stream(int number) {
    return "greedy/crawled/" + number;
  }
}
