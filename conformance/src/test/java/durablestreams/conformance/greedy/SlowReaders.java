package durablestreams.conformance.greedy;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/** 1,000 SSE readers of pages of newlines, each of which reads 128 bytes a second. */
final class SlowReaders implements Scenario {
  private static final String STREAM = "greedy/newlines";
  private static final int CLIENTS = 1_000;
  private static final int PAGES = 4;
  private static final int PAGE_BYTES = 1 << 20;
  private static final int BYTES_PER_SECOND = 128;
  private static final int RECEIVE_BUFFER = 4 << 10;

  @Override
  public String name() {
    return "slow-readers";
  }

  @Override
  public void prepare(GreedyRun run) throws IOException, InterruptedException {
    Preparation.create(run, STREAM, "text/plain");
    byte[] page = new byte[PAGE_BYTES];
    Arrays.fill(page, (byte) '\n');
    for (int i = 0; i < PAGES; i++) {
      Preparation.send(run, Requests.append(STREAM, "text/plain", page), 204);
    }
  }

  @Override
  public void run(GreedyRun run) throws InterruptedException {
    run.start(CLIENTS, _ -> read(run));
    run.await();
  }

  private static void read(GreedyRun run) throws IOException, InterruptedException {
    Http1Client connection = run.connect(RECEIVE_BUFFER);
    try {
      connection.send(Requests.plain("GET", Requests.path(STREAM) + "?offset=-1&live=sse"));
      int status = connection.statusOfHead();
      run.tally().add(status);
      InputStream body = connection.input();
      while (status == 200 && !run.over()) {
        if (body.readNBytes(BYTES_PER_SECOND).length < BYTES_PER_SECOND) {
          return;
        }
        Thread.sleep(1_000);
      }
    } finally {
      run.release(connection);
    }
  }
}
