package durablestreams.conformance.limits;

import static durablestreams.conformance.harness.TestStream.TEXT;
import static org.assertj.core.api.Assertions.assertThat;

import durablestreams.conformance.harness.Elapsed;
import durablestreams.conformance.harness.HttpReply;
import durablestreams.conformance.harness.ServerCommand;
import durablestreams.conformance.harness.ServerProcess;
import durablestreams.conformance.harness.SseReader;
import durablestreams.conformance.harness.StreamServer;
import durablestreams.conformance.harness.TestStream;
import durablestreams.conformance.harness.WireConnection;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The limits of many requests at a time: readers, connections, and what waits for its commit. */
class TrafficLimitsTest {

  @Test
  void liveReadersOfOneStreamAndOfAll() {
    ServerCommand command =
        ServerCommand.store("memory")
            .with("--max-live-readers-per-stream=2", "--max-live-readers=3")
            .with("--sse-heartbeat=200ms");
    try (ServerProcess process = ServerProcess.start(command)) {
      TestStream one = process.server().unusedStream().created(TEXT);
      TestStream other = process.server().unusedStream().created(TEXT);
      SseReader first = one.sse("-1");
      try (SseReader second = one.sse("-1")) {
        assertThat(first.head().status()).isEqualTo(200);
        assertThat(second.head().status()).isEqualTo(200);
        HttpReply third = one.longPoll("now").send().expect(429);
        assertThat(third.required("Retry-After")).matches("[1-9]\\d*");
        assertThat(third.text()).contains("2");
        try (SseReader fourth = other.sse("-1")) {
          assertThat(fourth.head().status()).isEqualTo(200);
          HttpReply fifth = other.longPoll("now").send().expect(503);
          assertThat(fifth.required("Retry-After")).matches("[1-9]\\d*");
        }
        // Pages and writes have no part in it.
        one.from("-1").send().expect(200);
        one.append(TEXT, "x");
        assertThat(second.takeUntilControl("0001")).isNotEmpty();
      } finally {
        first.close();
      }
      // Readers that left make room, once the server has noticed.
      Elapsed.until(
          () -> {
            one.append(TEXT, "x");
            return one.longPoll("-1").send().status() == 200;
          },
          Duration.ofSeconds(20),
          "there is room for readers again");
      process.stop();
    }
  }

  @Test
  void connectionsOfOneAddress() throws IOException {
    ServerCommand command = ServerCommand.store("memory").with("--max-connections-per-address=3");
    try (ServerProcess process = ServerProcess.start(command)) {
      StreamServer server = process.server();
      try (HeldConnections held = HeldConnections.of(server, 3)) {
        for (int i = 0; i < 2; i++) {
          try (WireConnection fourth = server.connect()) {
            HttpReply refused = fourth.readReply("GET");
            assertThat(refused.status()).isEqualTo(429);
            assertThat(refused.required("Retry-After")).matches("[1-9]\\d*");
            assertThat(fourth.readUntilClosed()).isEmpty();
          }
        }
        server.request("GET", "/health").sendOn(held.first()).expect(200);
      }
      HeldConnections.of(server, 3).close();
      process.stop();
    }
  }

  /** One operation may wait: much is refused, and nothing of that is stored. */
  @Test
  void writesThatWaitForTheirCommit() throws Exception {
    String limit = "--commit-queue-max-operations=1";
    try (ServerProcess process = ServerProcess.start(ServerCommand.store("sqlite").with(limit))) {
      TestStream stream = process.server().unusedStream().created(TEXT);
      var refused = new AtomicBoolean();
      List<Callable<List<String>>> writers = new ArrayList<>();
      IntStream.range(0, 32).forEach(i -> writers.add(() -> write(stream, i, refused)));
      List<String> accepted = new ArrayList<>();
      try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
        for (Future<List<String>> writer : threads.invokeAll(writers)) {
          accepted.addAll(writer.get());
        }
      }
      assertThat(refused).as("a full queue was met").isTrue();
      assertThat(new String(stream.readAll("-1"), StandardCharsets.UTF_8).split(";"))
          .containsExactlyInAnyOrderElementsOf(accepted);
      stream.append(TEXT, "x");
      process.stop();
    }
  }

  /** Appends until somebody was refused, and tells what was accepted. */
  private static List<String> write(TestStream stream, int writer, AtomicBoolean refused)
      throws IOException {
    List<String> accepted = new ArrayList<>();
    try (WireConnection connection = stream.server().connect()) {
      for (int i = 0; i < 2 || (!refused.get() && i < 500); i++) {
        String text = "writer-" + writer + "-" + i;
        HttpReply reply = stream.post(TEXT, text + ";").sendOn(connection);
        if (reply.status() == 503) {
          assertThat(reply.required("Retry-After")).isEqualTo("1");
          assertThat(reply.required("Cache-Control")).isEqualTo("no-store");
          refused.set(true);
        } else {
          reply.expect(204);
          accepted.add(text);
        }
      }
    }
    return accepted;
  }
}
