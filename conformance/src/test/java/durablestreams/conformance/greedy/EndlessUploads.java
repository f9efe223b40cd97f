package durablestreams.conformance.greedy;

import java.io.IOException;
import java.util.Arrays;

/** 200 HTTP/2 connections, and 100 appends on each whose bodies begin and do not end. */
final class EndlessUploads implements Scenario {
  private static final String STREAM = "greedy/uploads";
  private static final int CONNECTIONS = 200;
  private static final int REQUESTS = 100;
  private static final byte[] PART = new byte[512];

  static {
    Arrays.fill(PART, (byte) 'u');
  }

  @Override
  public String name() {
    return "endless-uploads";
  }

  @Override
  public void prepare(GreedyRun run) throws IOException, InterruptedException {
    Preparation.create(run, STREAM, Requests.BYTES);
  }

  @Override
  public void run(GreedyRun run) throws InterruptedException {
    run.start(
        CONNECTIONS,
        _ ->
            Http2Client.session(
                run, 1 << 16, REQUESTS, c -> c.beginPost(Requests.path(STREAM), PART)));
    run.await();
  }
}
