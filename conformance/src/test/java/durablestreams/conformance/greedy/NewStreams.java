package durablestreams.conformance.greedy;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Creations of streams with one byte each, without end. */
final class NewStreams implements Scenario {
  private static final int CONNECTIONS = 8;
  private static final int MORE_THAN_FIT_IN_A_RUN = 1 << 30;

  @Override
  public String name() {
    return "new-streams";
  }

  @Override
  public void run(GreedyRun run) throws InterruptedException {
    Pipeline.send(
        run,
        CONNECTIONS,
        MORE_THAN_FIT_IN_A_RUN,
        NewStreams::creation,
        (connection, _) -> connection.reply());
  }

  private static byte[] creation(int number) {
    byte[] head = Requests.create("greedy/new/" + number, "text/plain", "Content-Length: 1");
    byte[] request = Arrays.copyOf(head, head.length + 1);
    request[head.length] = "n".getBytes(StandardCharsets.US_ASCII)[0];
    return request;
  }
}
