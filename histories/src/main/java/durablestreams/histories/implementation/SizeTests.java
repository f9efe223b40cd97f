package durablestreams.histories.implementation;

import durablestreams.histories.client.Payload;
import durablestreams.histories.client.RecordingClient;
import durablestreams.histories.history.Operation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;

/** Tests of much: large bodies, long arrays, thousands of streams. */
final class SizeTests {
  private static final int LARGE = 8 << 20;

  private SizeTests() {}

  static List<ImplementationTest> all() {
    return List.of(
        new ImplementationTest(
            "a body of 8 MiB is read back, also while it is written", false, SizeTests::largeBody),
        new ImplementationTest(
            "an array of 10,000 messages is read back", false, SizeTests::longArray),
        new ImplementationTest(
            "2,000 streams are created, written, read and deleted", false, SizeTests::streams));
  }

  private static void largeBody(Probe probe) throws Exception {
    RecordingClient writer = probe.client();
    String stream = probe.unused();
    writer.create(stream, false, 0, probe.payloads().bytes(100));
    List<Callable<Boolean>> tasks = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      RecordingClient client = probe.client();
      tasks.add(() -> {
        Operation done =
            client.append(stream, false, probe.payloads().bytes(LARGE), Optional.empty(), false);
        TestFailure.unless(done.isOk(), "the body was answered " + done.reply().status());
        return true;
      });
    }
    for (int i = 0; i < 4; i++) {
      RecordingClient reader = probe.client();
      tasks.add(() -> {
        for (int n = 0; n < 10; n++) {
          probe.readAll(reader, stream, false, "-1");
        }
        return true;
      });
    }
    probe.together(tasks);
    probe.readAll(writer, stream, false, "-1");
    probe.check();
  }

  private static void longArray(Probe probe) throws Exception {
    RecordingClient client = probe.client();
    String stream = probe.unused();
    client.create(stream, true, 0, Payload.NONE);
    Operation done =
        client.append(stream, true, probe.payloads().json(10_000, 10), Optional.empty(), false);
    TestFailure.unless(done.isOk(), "the array was answered " + done.reply().status());
    probe.readAll(client, stream, true, "-1");
    probe.check();
  }

  private static void streams(Probe probe) throws Exception {
    List<Callable<Boolean>> tasks = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      RecordingClient client = probe.client();
      tasks.add(() -> {
        List<String> streams = new ArrayList<>();
        for (int n = 0; n < 100; n++) {
          String stream = probe.unused();
          streams.add(stream);
          client.create(stream, false, 0, Payload.NONE);
          client.append(stream, false, probe.payloads().bytes(20), Optional.empty(), false);
        }
        for (String stream : streams) {
          probe.readAll(client, stream, false, "-1");
          client.delete(stream);
          Operation gone = client.head(stream);
          TestFailure.unless(gone.isAbsent(), "a deleted stream answers " + gone);
        }
        return true;
      });
    }
    probe.together(tasks);
    probe.check();
  }
}
