package durablestreams.conformance.greedy;

import java.io.IOException;

/** 200 HTTP/2 connections with a window of zero, and 100 GETs of a page of 1 MiB on each. */
final class ZeroWindows implements Scenario {
  private static final String STREAM = "greedy/page";
  private static final int CONNECTIONS = 200;
  private static final int REQUESTS = 100;
  private static final int PAGE_BYTES = 1 << 20;

  @Override
  public String name() {
    return "zero-windows";
  }

  @Override
  public void prepare(GreedyRun run) throws IOException, InterruptedException {
    Preparation.create(run, STREAM, Requests.BYTES);
    Preparation.send(run, Requests.append(STREAM, Requests.BYTES, new byte[PAGE_BYTES]), 204);
  }

  @Override
  public void run(GreedyRun run) throws InterruptedException {
    run.start(
        CONNECTIONS,
        _ ->
            Http2Client.session(
                run, 0, REQUESTS, c -> c.get(Requests.path(STREAM) + "?offset=-1")));
    run.await();
  }
}
