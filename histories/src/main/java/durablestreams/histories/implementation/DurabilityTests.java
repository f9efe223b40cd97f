package durablestreams.histories.implementation;

import durablestreams.histories.client.Payload;
import durablestreams.histories.client.RecordingClient;
import durablestreams.histories.history.Operation;
import durablestreams.histories.history.Producer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;

/** Tests of what survives a restart of the server. */
final class DurabilityTests {
  private DurabilityTests() {}

  static List<ImplementationTest> all() {
    return List.of(
        new ImplementationTest(
            "acknowledged appends survive a restart", true, DurabilityTests::appends),
        new ImplementationTest(
            "offsets stay the same over a restart", true, DurabilityTests::offsets),
        new ImplementationTest(
            "a producer's retry after a restart appends nothing", true, DurabilityTests::producers),
        new ImplementationTest(
            "closed and deleted streams stay so over a restart", true, DurabilityTests::states),
        new ImplementationTest("forks survive a restart", true, DurabilityTests::forks),
        new ImplementationTest(
            "live readers go on over a restart without a gap", true, DurabilityTests::readers));
  }

  /** Writers that go on while the server restarts; what was not acknowledged may be lost. */
  private static void appends(Probe probe) throws Exception {
    List<String> streams = new ArrayList<>();
    RecordingClient first = probe.client();
    for (int i = 0; i < 4; i++) {
      String stream = probe.unused();
      streams.add(stream);
      first.create(stream, i % 2 == 1, 0, Payload.NONE);
    }
    var stopped = new AtomicBoolean();
    List<Future<Boolean>> writers = new ArrayList<>();
    for (int i = 0; i < 16; i++) {
      RecordingClient writer = probe.client();
      int chosen = i % 4;
      writers.add(
          probe.meanwhile(() -> {
            while (!stopped.get()) {
              boolean json = chosen % 2 == 1;
              Payload payload = json ? probe.payloads().json(2, 20) : probe.payloads().bytes(50);
              Operation done =
                  writer.append(streams.get(chosen), json, payload, Optional.empty(), false);
              if (!done.isOk()) {
                Thread.sleep(20);
              }
            }
            return true;
          }));
    }
    probe.history().awaitAnswers(300, Duration.ofMinutes(2));
    probe.restart();
    probe.history().awaitAnswers(probe.history().answers() + 300, Duration.ofMinutes(2));
    stopped.set(true);
    for (Future<Boolean> writer : writers) {
      Probe.result(writer);
    }
    for (int i = 0; i < 4; i++) {
      probe.readAll(first, streams.get(i), i % 2 == 1, "-1");
    }
    probe.check();
  }

  private static void offsets(Probe probe) throws Exception {
    RecordingClient client = probe.client();
    String stream = probe.unused();
    client.create(stream, false, 0, Payload.NONE);
    List<String> offsets = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      Payload payload = probe.payloads().bytes(30);
      offsets.add(client.append(stream, false, payload, Optional.empty(), false).reply().next());
    }
    probe.readAll(client, stream, false, "-1");
    probe.restart();
    for (String offset : offsets) {
      Operation page = client.read(stream, false, offset);
      TestFailure.unless(page.isOk(), "offset " + offset + " is refused: " + page);
    }
    probe.readAll(client, stream, false, "-1");
    probe.check();
  }

  private static void producers(Probe probe) throws Exception {
    RecordingClient client = probe.client();
    String stream = probe.unused();
    client.create(stream, true, 0, Payload.NONE);
    var identity = new Producer("p", 0, 0);
    Payload payload = probe.payloads().json(1, 10);
    client.append(stream, true, payload, Optional.of(identity), false);
    probe.restart();
    Operation retry = client.append(stream, true, payload, Optional.of(identity), false);
    TestFailure.unless(retry.isOk(), "the retry is refused: " + retry);
    client.append(
        stream, true, probe.payloads().json(1, 10), Optional.of(new Producer("p", 0, 1)), false);
    probe.readAll(client, stream, true, "-1");
    probe.check();
  }

  private static void states(Probe probe) throws Exception {
    RecordingClient client = probe.client();
    String closed = probe.unused();
    String deleted = probe.unused();
    for (String stream : List.of(closed, deleted)) {
      client.create(stream, false, 0, probe.payloads().bytes(20));
    }
    client.close(closed);
    client.delete(deleted);
    probe.restart();
    Operation append =
        client.append(closed, false, probe.payloads().bytes(20), Optional.empty(), false);
    TestFailure.unless(append.reply().status() == 409, "a closed stream answers " + append);
    Operation head = client.head(deleted);
    TestFailure.unless(head.isAbsent(), "a deleted stream answers " + head);
    probe.readAll(client, closed, false, "-1");
    client.create(deleted, false, 0, Payload.NONE);
    probe.readAll(client, deleted, false, "-1");
    probe.check();
  }

  private static void forks(Probe probe) throws Exception {
    RecordingClient client = probe.client();
    String source = probe.unused();
    String fork = probe.unused();
    client.create(source, true, 0, probe.payloads().json(3, 10));
    Operation forked = client.fork(fork, source, "", true);
    TestFailure.unless(forked.isOk(), "the fork is refused: " + forked);
    client.append(fork, true, probe.payloads().json(2, 10), Optional.empty(), false);
    client.append(source, true, probe.payloads().json(2, 10), Optional.empty(), false);
    probe.restart();
    probe.readAll(client, source, true, "-1");
    probe.readAll(client, fork, true, "-1");
    probe.check();
  }

  /** Readers that come back with the last offset that they got. */
  private static void readers(Probe probe) throws Exception {
    RecordingClient writer = probe.client();
    String stream = probe.unused();
    writer.create(stream, false, 0, Payload.NONE);
    List<Future<Boolean>> readers = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      RecordingClient reader = probe.client();
      boolean sse = i % 2 == 0;
      readers.add(probe.meanwhile(() -> LiveTests.followToTheEnd(reader, stream, sse)));
    }
    for (int i = 0; i < 100; i++) {
      writer.append(stream, false, probe.payloads().bytes(30), Optional.empty(), false);
      if (i == 50) {
        probe.restart();
      }
    }
    writer.close(stream);
    for (Future<Boolean> reader : readers) {
      Probe.result(reader);
    }
    probe.readAll(writer, stream, false, "-1");
    probe.check();
  }
}
