package durablestreams.conformance.faults;

import static durablestreams.conformance.harness.TestStream.TEXT;
import static org.assertj.core.api.Assertions.assertThat;

import durablestreams.conformance.harness.Elapsed;
import durablestreams.conformance.harness.HttpReply;
import durablestreams.conformance.harness.ServerCommand;
import durablestreams.conformance.harness.ServerProcess;
import durablestreams.conformance.harness.TestStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** SIGSTOP under load: requests wait until the process runs again, and none of them fails. */
@Timeout(180)
class SuspendedProcessTest {

  private static final Duration BOUND = Duration.ofSeconds(60);
  private static final int WRITERS = 8;

  private static void signal(String name, ServerProcess process) throws Exception {
    Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start();
    assertThat(kill.waitFor()).isZero();
  }

  @Test
  void requestsWaitAndNoneFails() throws Exception {
    try (ServerProcess process = ServerProcess.start(ServerCommand.store("sqlite"))) {
      TestStream stream = process.server().unusedStream().created(TEXT);
      List<String> acknowledged = Collections.synchronizedList(new ArrayList<>());
      List<String> failed = Collections.synchronizedList(new ArrayList<>());
      AtomicBoolean ended = new AtomicBoolean();
      List<Thread> writers = new ArrayList<>();
      for (int i = 0; i < WRITERS; i++) {
        String name = i + ".";
        writers.add(
            Thread.ofVirtual()
                .start(() -> {
                  for (int number = 0; !ended.get(); number++) {
                    String message = "<" + name + number + ">";
                    HttpReply reply = stream.post(TEXT, message).send();
                    (reply.status() == 204 ? acknowledged : failed).add(message);
                  }
                }));
      }
      for (int round = 0; round < 3; round++) {
        int before = acknowledged.size();
        Elapsed.until(() -> acknowledged.size() > before + 50, BOUND, "appends");
        signal("STOP", process);
        // The time itself is what is tested: it passes while the process does nothing.
        Thread.sleep(2_000);
        signal("CONT", process);
      }
      int before = acknowledged.size();
      Elapsed.until(() -> acknowledged.size() > before + 50, BOUND, "appends go on");
      ended.set(true);
      for (Thread writer : writers) {
        writer.join();
      }
      assertThat(failed).isEmpty();
      String all = new String(stream.readAll("-1"), StandardCharsets.UTF_8);
      assertThat(all.split("(?<=>)")).containsExactlyInAnyOrderElementsOf(acknowledged);
      process.stop();
    }
  }
}
