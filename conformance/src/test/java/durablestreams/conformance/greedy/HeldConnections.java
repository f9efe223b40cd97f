package durablestreams.conformance.greedy;

import java.io.IOException;

/**
 * 1,500 connections that are held open: after a request, within a head of 15 KiB, by a long-poll,
 * and, most of them, by SSE readers of a stream to which nothing is appended.
 */
final class HeldConnections implements Scenario {
  private static final String STREAM = "greedy/quiet";
  private static final int CONNECTIONS = 1_500;
  private static final String HALF_A_HEAD =
      "GET " + Requests.path(STREAM) + " HTTP/1.1\r\nHost: greedy\r\nX: " + "h".repeat(15 << 10);

  @Override
  public String name() {
    return "held-connections";
  }

  @Override
  public void prepare(GreedyRun run) throws IOException, InterruptedException {
    Preparation.create(run, STREAM, "text/plain");
  }

  @Override
  public void run(GreedyRun run) throws InterruptedException {
    run.start(CONNECTIONS, client -> hold(run, client));
    run.await();
  }

  private static void hold(GreedyRun run, int client) throws IOException, InterruptedException {
    Http1Client connection = run.connect();
    try {
      String target = Requests.path(STREAM) + "?offset=now";
      switch (client % 10) {
        case 0 -> connection.send(Requests.plain("GET", target));
        case 1 -> connection.send(HALF_A_HEAD);
        case 2 -> connection.send(Requests.plain("GET", target + "&live=long-poll"));
        default -> connection.send(Requests.plain("GET", target + "&live=sse"));
      }
      run.tally().add(connection.statusOfHead());
      while (connection.input().read() >= 0) {
        // Held until the server ends it.
      }
    } finally {
      run.release(connection);
    }
  }
}
