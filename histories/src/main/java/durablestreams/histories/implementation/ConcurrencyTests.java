package durablestreams.histories.implementation;

import durablestreams.histories.client.Payload;
import durablestreams.histories.client.RecordingClient;
import durablestreams.histories.history.Operation;
import durablestreams.histories.history.Producer;
import durablestreams.histories.load.Load;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;

/** Tests of requests that meet. */
final class ConcurrencyTests {
  private ConcurrencyTests() {}

  static List<ImplementationTest> all() {
    return List.of(
        new ImplementationTest(
            "32 writers of one stream: each message once, one order for all readers",
            false,
            ConcurrencyTests::writers),
        new ImplementationTest(
            "identical creations at the same time create once", false, ConcurrencyTests::creations),
        new ImplementationTest(
            "identical appends of a producer at the same time append once",
            false,
            ConcurrencyTests::producers),
        new ImplementationTest(
            "deletions at the same time delete once", false, ConcurrencyTests::deletions),
        new ImplementationTest(
            "mixed load of 16 clients keeps every rule of histories",
            false,
            ConcurrencyTests::mixed));
  }

  private static void writers(Probe probe) throws Exception {
    String stream = probe.unused();
    RecordingClient first = probe.client();
    first.create(stream, false, 0, Payload.NONE);
    List<Callable<Boolean>> tasks = new ArrayList<>();
    for (int i = 0; i < 32; i++) {
      RecordingClient client = probe.client();
      boolean reads = i % 8 == 7;
      tasks.add(() -> {
        String from = "-1";
        for (int n = 0; n < 40; n++) {
          if (reads) {
            Operation page = client.read(stream, false, from);
            from = page.isOk() ? page.reply().next() : from;
          } else {
            client.append(stream, false, probe.payloads().bytes(40 + n), Optional.empty(), false);
          }
        }
        return true;
      });
    }
    probe.together(tasks);
    probe.readAll(first, stream, false, "-1");
    probe.check();
  }

  private static void creations(Probe probe) throws Exception {
    String stream = probe.unused();
    List<Callable<Operation>> tasks = new ArrayList<>();
    for (int i = 0; i < 16; i++) {
      RecordingClient client = probe.client();
      tasks.add(() -> client.create(stream, true, 0, Payload.NONE));
    }
    List<Operation> done = probe.together(tasks);
    long created = done.stream().filter(o -> o.reply().status() == 201).count();
    long there = done.stream().filter(o -> o.reply().status() == 200).count();
    TestFailure.unless(
        created == 1 && there == 15, created + " were answered 201 and " + there + " 200");
  }

  private static void producers(Probe probe) throws Exception {
    String stream = probe.unused();
    RecordingClient first = probe.client();
    first.create(stream, false, 0, Payload.NONE);
    for (int seq = 0; seq < 10; seq++) {
      Payload payload = probe.payloads().bytes(40);
      Optional<Producer> identity = Optional.of(new Producer("same", 0, seq));
      List<Callable<Operation>> tasks = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        RecordingClient client = probe.client();
        tasks.add(() -> client.append(stream, false, payload, identity, false));
      }
      for (Operation done : probe.together(tasks)) {
        TestFailure.unless(done.isOk(), "a repetition is refused: " + done);
      }
    }
    probe.readAll(first, stream, false, "-1");
    probe.check();
  }

  private static void deletions(Probe probe) throws Exception {
    String stream = probe.unused();
    probe.client().create(stream, false, 0, probe.payloads().bytes(20));
    List<Callable<Operation>> tasks = new ArrayList<>();
    for (int i = 0; i < 16; i++) {
      RecordingClient client = probe.client();
      tasks.add(() -> client.delete(stream));
    }
    List<Operation> done = probe.together(tasks);
    long deleted = done.stream().filter(Operation::isOk).count();
    long absent = done.stream().filter(Operation::isAbsent).count();
    TestFailure.unless(
        deleted == 1 && absent == 15,
        deleted + " deletions succeeded and " + absent + " found nothing");
  }

  private static void mixed(Probe probe) throws Exception {
    long seed = System.nanoTime();
    try (var load = new Load(probe.servers(), probe.history(), probe.unused(), seed)) {
      load.start(16);
      Thread.sleep(8_000);
      load.finish();
    }
    try {
      probe.check();
    } catch (TestFailure e) {
      throw new TestFailure("seed " + seed + ": " + e.getMessage());
    }
  }
}
