package durablestreams.conformance.greedy;

import java.io.IOException;
import java.util.Arrays;

/** 2,000 streams with an SSE reader each, to which 16 KiB are appended in turn. */
final class FollowedStreams implements Scenario {
  private static final int FEW_STREAMS = 500;
  private static final int STREAMS = 2_000;
  private static final int WRITERS = 4;
  private static final byte[] MESSAGE = new byte[16 << 10];

  static {
    Arrays.fill(MESSAGE, (byte) 'm');
  }

  @Override
  public String name() {
    return "followed-streams";
  }

  @Override
  public void prepare(GreedyRun run) throws IOException, InterruptedException {
    Pipeline.send(
        run,
        WRITERS,
        streams(run),
        number -> Requests.create(stream(number), "text/plain"),
        (connection, _) -> connection.reply());
  }

  @Override
  public void run(GreedyRun run) throws InterruptedException {
    run.start(streams(run), client -> follow(run, client));
    run.start(WRITERS, client -> write(run, client));
    run.await();
  }

  private static int streams(GreedyRun run) {
    return run.size(FEW_STREAMS, STREAMS);
  }

  private static String stream(int number) {
    return "greedy/followed/" + number;
  }

  private static void follow(GreedyRun run, int number) throws IOException, InterruptedException {
    Http1Client connection = run.connect();
    try {
      connection.send(
          Requests.plain("GET", Requests.path(stream(number)) + "?offset=now&live=sse"));
      int status = connection.statusOfHead();
      run.tally().add("follow " + status);
      byte[] buffer = new byte[2 << 10];
      while (status == 200 && connection.input().read(buffer) >= 0) {
        // What is followed is of no interest.
      }
    } finally {
      run.release(connection);
    }
  }

  private static void write(GreedyRun run, int writer) throws IOException, InterruptedException {
    Http1Client connection = run.connect();
    try {
      for (int number = writer; !run.over(); number = (number + WRITERS) % streams(run)) {
        connection.send(Requests.append(stream(number), "text/plain", MESSAGE));
        run.tally().add("append " + connection.reply());
      }
    } finally {
      run.release(connection);
    }
  }
}
