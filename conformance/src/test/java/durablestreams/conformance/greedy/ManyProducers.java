package durablestreams.conformance.greedy;

import java.io.IOException;

/** 5,000 producers with long names on each of more and more streams. */
final class ManyProducers implements Scenario {
  private static final int PRODUCERS = 5_000;
  private static final int CONNECTIONS = 4;
  private static final String TYPE = "text/plain";
  private static final byte[] BYTE = {'p'};
  private static final String LONG_NAME = "producer-".repeat(27);

  @Override
  public String name() {
    return "many-producers";
  }

  @Override
  public void run(GreedyRun run) throws IOException, InterruptedException {
    for (int number = 0; !run.over(); number++) {
      String stream = "greedy/produced/" + number;
      Preparation.create(run, stream, TYPE);
      Pipeline.send(
          run,
          CONNECTIONS,
          PRODUCERS,
          producer ->
              Requests.append(
                  stream,
                  TYPE,
                  BYTE,
                  "Producer-Id: " + LONG_NAME + producer,
                  "Producer-Epoch: 0",
                  "Producer-Seq: 0"),
          (connection, _) -> connection.reply());
    }
  }
}
