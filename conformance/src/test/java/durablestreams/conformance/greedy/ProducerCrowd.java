package durablestreams.conformance.greedy;

import java.io.IOException;

/** 100,000 producers with long names on one stream, an append of each, again and again. */
final class ProducerCrowd implements Scenario {
  private static final String STREAM = "greedy/produced";
  private static final int FEW_PRODUCERS = 20_000;
  private static final int PRODUCERS = 100_000;
  private static final int CONNECTIONS = 4;
  private static final byte[] BYTE = {'p'};
  private static final String LONG_NAME = "producer-".repeat(27);

  @Override
  public String name() {
    return "producers";
  }

  @Override
  public void prepare(GreedyRun run) throws IOException, InterruptedException {
    Preparation.create(run, STREAM, Requests.BYTES);
  }

  @Override
  public void run(GreedyRun run) throws IOException, InterruptedException {
    int sequence = 0;
    append(run, sequence++);
    run.restart();
    while (!run.over()) {
      append(run, sequence++);
    }
  }

  private static void append(GreedyRun run, int sequence) throws InterruptedException {
    Pipeline.send(
        run,
        CONNECTIONS,
        run.size(FEW_PRODUCERS, PRODUCERS),
        number ->
            Requests.append(
                STREAM,
                Requests.BYTES,
                BYTE,
                "Producer-Id: " + LONG_NAME + number,
                "Producer-Epoch: 0",
                "Producer-Seq: " + sequence),
        (connection, _) -> connection.reply());
  }
}
