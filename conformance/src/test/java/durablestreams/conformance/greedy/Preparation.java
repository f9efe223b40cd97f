package durablestreams.conformance.greedy;

import java.io.IOException;

/** Requests that are made one after the other before a scenario begins. */
final class Preparation {

  private Preparation() {}

  static void create(GreedyRun run, String stream, String contentType)
      throws IOException, InterruptedException {
    send(run, Requests.create(stream, contentType), 201);
  }

  static void send(GreedyRun run, byte[] request, int expected)
      throws IOException, InterruptedException {
    Http1Client connection = run.connect();
    try {
      connection.send(request);
      int status = connection.reply();
      if (status != expected) {
        throw new IOException("status " + status + " instead of " + expected);
      }
    } finally {
      run.release(connection);
    }
  }
}
