package durablestreams.conformance.greedy;

import java.io.IOException;
import java.util.Arrays;

/**
 * 1,000 appends of 8 or 16 MiB each, with a length or in chunks, which come at 4.5 KB/s or 130
 * bytes a second; every third begins with 1 MiB at once. At this heap 16 MiB may be too much for
 * one body, and are refused at once; 8 MiB are not.
 */
final class SlowBodies implements Scenario {
  private static final String STREAM = "greedy/bodies";
  private static final int CLIENTS = 1_000;
  private static final int[] BODY_BYTES = {8 << 20, 8 << 20, 8 << 20, 8 << 20, 16 << 20};
  private static final int BURST = 1 << 20;
  private static final int[] BYTES_PER_SECOND = {4_500, 130};

  private static final byte[] CONTENT = new byte[64 << 10];

  static {
    Arrays.fill(CONTENT, (byte) 'b');
  }

  @Override
  public String name() {
    return "slow-bodies";
  }

  @Override
  public void prepare(GreedyRun run) throws IOException, InterruptedException {
    Preparation.create(run, STREAM, Requests.BYTES);
  }

  @Override
  public void run(GreedyRun run) throws InterruptedException {
    run.start(CLIENTS, client -> upload(run, client));
    run.await();
  }

  private static void upload(GreedyRun run, int client) throws IOException, InterruptedException {
    Http1Client connection = run.connect();
    try {
      boolean chunked = client % 4 >= 2;
      int length = BODY_BYTES[client % BODY_BYTES.length];
      connection.send(
          Requests.appendHead(
              STREAM,
              Requests.BYTES,
              chunked ? "Transfer-Encoding: chunked" : "Content-Length: " + length));
      if (chunked) {
        connection.send(Integer.toHexString(length) + "\r\n");
      }
      if (client % 3 == 0) {
        for (int sent = 0; sent < BURST && !connection.answered(); sent += CONTENT.length) {
          connection.send(CONTENT);
        }
      }
      int rate = BYTES_PER_SECOND[client % 2];
      while (!run.over() && !connection.answered()) {
        connection.send(CONTENT, 0, rate);
        Thread.sleep(1_000);
      }
      if (connection.answered()) {
        run.tally().add(connection.reply());
      }
    } finally {
      run.release(connection);
    }
  }
}
