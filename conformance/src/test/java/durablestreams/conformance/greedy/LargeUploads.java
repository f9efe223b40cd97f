package durablestreams.conformance.greedy;

import java.io.IOException;
import java.util.Arrays;

/**
 * 16 uploads of 8 MiB at a time, as fast as the server takes them, to streams with 25 SSE readers
 * each.
 */
final class LargeUploads implements Scenario {
  private static final int STREAMS = 16;
  private static final int READERS = 400;
  private static final byte[] BODY = new byte[8 << 20];

  static {
    Arrays.fill(BODY, (byte) 'u');
  }

  @Override
  public String name() {
    return "large-uploads";
  }

  @Override
  public void prepare(GreedyRun run) throws IOException, InterruptedException {
    for (int i = 0; i < STREAMS; i++) {
      Preparation.create(run, stream(i), Requests.BYTES);
    }
  }

  @Override
  public void run(GreedyRun run) throws InterruptedException {
    run.start(READERS, client -> follow(run, client % STREAMS));
    run.start(STREAMS, client -> upload(run, client));
    run.await();
  }

  private static void upload(GreedyRun run, int number) throws IOException, InterruptedException {
    Http1Client connection = run.connect();
    try {
      connection.send(Requests.append(stream(number), Requests.BYTES, BODY));
      run.tally().add("upload " + connection.reply());
    } finally {
      run.release(connection);
    }
  }

  private static void follow(GreedyRun run, int number) throws IOException, InterruptedException {
    Http1Client connection = run.connect();
    try {
      connection.send(
          Requests.plain("GET", Requests.path(stream(number)) + "?offset=now&live=sse"));
      int status = connection.statusOfHead();
      run.tally().add("follow " + status);
      byte[] buffer = new byte[8 << 10];
      while (status == 200 && connection.input().read(buffer) >= 0) {
        // What is followed is of no interest.
      }
    } finally {
      run.release(connection);
    }
  }

  private static String stream(int number) {
    return "greedy/uploads/" + number;
  }
}
