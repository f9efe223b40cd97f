package durablestreams.conformance.greedy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;

/** Numbered requests over some connections, in groups that are sent before a reply is read. */
final class Pipeline {
  private static final int GROUP = 32;
  private static final int RETURN_MILLIS = 100;

  private final GreedyRun run;
  private final int count;
  private final IntFunction<byte[]> request;
  private final ReplyReader reader;
  private final AtomicInteger next = new AtomicInteger();

  private Pipeline(GreedyRun run, int count, IntFunction<byte[]> request, ReplyReader reader) {
    this.run = run;
    this.count = count;
    this.request = request;
    this.reader = reader;
  }

  /** Reads one reply and gives its status. */
  @FunctionalInterface
  interface ReplyReader {
    int read(Http1Client connection, int number) throws IOException;
  }

  /**
   * Sends the requests from 0 to {@code count}, each once, and returns when all of them were
   * answered or lost, or the run is over.
   */
  static void send(
      GreedyRun run, int connections, int count, IntFunction<byte[]> request, ReplyReader reader)
      throws InterruptedException {
    var pipeline = new Pipeline(run, count, request, reader);
    run.startOnce(connections, _ -> pipeline.session()).join();
  }

  private void session() throws InterruptedException {
    while (next.get() < count && !run.over()) {
      try {
        connected();
      } catch (IOException e) {
        run.lost(e);
        Thread.sleep(RETURN_MILLIS);
      }
    }
  }

  private void connected() throws IOException, InterruptedException {
    Http1Client connection = run.connect();
    try {
      while (next.get() < count && !run.over()) {
        group(connection);
      }
    } finally {
      run.release(connection);
    }
  }

  private void group(Http1Client connection) throws IOException {
    int from = next.getAndAdd(GROUP);
    int to = Math.min(count, from + GROUP);
    var requests = new ByteArrayOutputStream();
    for (int number = from; number < to; number++) {
      requests.writeBytes(request.apply(number));
    }
    connection.send(requests.toByteArray());
    for (int number = from; number < to; number++) {
      run.tally().add(reader.read(connection, number));
    }
  }
}
