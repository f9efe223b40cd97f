package durablestreams.histories.implementation;

import durablestreams.histories.client.Payload;
import durablestreams.histories.client.RecordingClient;
import durablestreams.histories.history.Operation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Future;

/** Tests of readers that wait. */
final class LiveTests {
  private static final Duration LIMIT = Duration.ofMinutes(2);

  private LiveTests() {}

  static List<ImplementationTest> all() {
    return List.of(
        new ImplementationTest(
            "100 readers by SSE see every append", false, p -> fan(p, 100, true)),
        new ImplementationTest(
            "100 readers by long-poll see every append", false, p -> fan(p, 100, false)),
        new ImplementationTest("an append wakes a long-poll", false, LiveTests::wake));
  }

  /** Follows a stream until it is closed, and comes back after every disconnect. */
  static boolean followToTheEnd(RecordingClient reader, String stream, boolean sse)
      throws InterruptedException {
    String from = "-1";
    long deadline = System.nanoTime() + LIMIT.toNanos();
    while (System.nanoTime() < deadline) {
      if (sse) {
        from = reader.follow(stream, false, from, 1_000, Duration.ofSeconds(5));
        Operation end = reader.read(stream, false, from);
        if (end.isOk()) {
          from = end.reply().next();
        }
        if (end.isOk() && end.reply().closed()) {
          return true;
        }
      } else {
        Operation poll = reader.longPoll(stream, false, from, Duration.ofSeconds(5));
        if (poll.isOk() && !poll.reply().next().isEmpty()) {
          from = poll.reply().next();
        }
        if (poll.isOk() && poll.reply().closed()) {
          return true;
        }
        if (!poll.isOk()) {
          Thread.sleep(20);
        }
      }
    }
    throw new TestFailure("a reader of " + stream + " did not see the end, it is at " + from);
  }

  private static void fan(Probe probe, int count, boolean sse) throws Exception {
    RecordingClient writer = probe.client();
    String stream = probe.unused();
    writer.create(stream, false, 0, Payload.NONE);
    List<Future<Boolean>> readers = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      RecordingClient reader = probe.client();
      readers.add(probe.meanwhile(() -> followToTheEnd(reader, stream, sse)));
    }
    for (int i = 0; i < 50; i++) {
      Operation done =
          writer.append(stream, false, probe.payloads().bytes(100), Optional.empty(), false);
      TestFailure.unless(done.isOk(), "an append is refused: " + done);
    }
    Operation closed = writer.close(stream);
    TestFailure.unless(closed.isOk(), "the close is refused: " + closed);
    for (Future<Boolean> reader : readers) {
      Probe.result(reader);
    }
    probe.readAll(writer, stream, false, "-1");
    probe.check();
  }

  private static void wake(Probe probe) throws Exception {
    RecordingClient writer = probe.client();
    RecordingClient reader = probe.client();
    String stream = probe.unused();
    String tail = writer.create(stream, true, 0, Payload.NONE).reply().next();
    Future<Operation> poll =
        probe.meanwhile(() -> reader.longPoll(stream, true, tail, Duration.ofSeconds(20)));
    Thread.sleep(200);
    writer.append(stream, true, probe.payloads().json(1, 10), Optional.empty(), false);
    Operation woken = Probe.result(poll);
    TestFailure.unless(
        woken.reply().content().messages().size() == 1, "the poll was answered with " + woken);
    probe.check();
  }
}
