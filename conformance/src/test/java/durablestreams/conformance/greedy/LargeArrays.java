package durablestreams.conformance.greedy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * JSON arrays of 4 million messages in 8 MiB, which are more than fit at this heap, and of half a
 * million in 1 MiB, of which one fits at a time; eight at a time, and readers of what was stored.
 */
final class LargeArrays implements Scenario {
  private static final String STREAM = "greedy/arrays";
  private static final int WRITERS = 8;
  private static final int READERS = 4;
  private static final int PIECE = 256 << 10;
  private static final byte[][] BODIES = {array(8 << 20), array(1 << 20)};
  private static final String JSON = "application/json";

  @Override
  public String name() {
    return "large-arrays";
  }

  @Override
  public void prepare(GreedyRun run) throws IOException, InterruptedException {
    Preparation.create(run, STREAM, JSON);
  }

  @Override
  public void run(GreedyRun run) throws InterruptedException {
    run.start(
        WRITERS,
        client -> {
          while (!run.over()) {
            append(run, BODIES[client % BODIES.length]);
          }
        });
    run.start(READERS, _ -> read(run));
    run.await();
  }

  private static void append(GreedyRun run, byte[] body) throws IOException, InterruptedException {
    Http1Client connection = run.connect();
    try {
      connection.send(Requests.appendHead(STREAM, JSON, "Content-Length: " + body.length));
      for (int from = 0; from < body.length && !connection.answered(); from += PIECE) {
        connection.send(body, from, Math.min(PIECE, body.length - from));
      }
      run.tally().add("append of " + (body.length + 1 >> 20) + " MiB " + connection.reply());
    } finally {
      run.release(connection);
    }
    Thread.sleep(100);
  }

  private static byte[] array(int bytes) {
    return ("[" + "1,".repeat(bytes / 2 - 2) + "1]").getBytes(StandardCharsets.ISO_8859_1);
  }

  private static void read(GreedyRun run) throws IOException, InterruptedException {
    Http1Client connection = run.connect();
    try {
      for (int i = 0; i < 20 && !run.over(); i++) {
        connection.send(Requests.plain("GET", Requests.path(STREAM) + "?offset=-1"));
        run.tally().add("read " + connection.reply());
        Thread.sleep(50);
      }
    } finally {
      run.release(connection);
    }
  }
}
