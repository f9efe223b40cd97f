package durablestreams.conformance;

import static durablestreams.conformance.harness.TestStream.TEXT;
import static org.assertj.core.api.Assertions.assertThat;

import durablestreams.conformance.harness.HttpReply;
import durablestreams.conformance.harness.ServerCommand;
import durablestreams.conformance.harness.ServerProcess;
import durablestreams.conformance.harness.SseEvent;
import durablestreams.conformance.harness.SseReader;
import durablestreams.conformance.harness.TestStream;
import durablestreams.conformance.harness.WireConnection;
import durablestreams.conformance.harness.WireException;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How the process ends, and how it refuses to start. */
class ShutdownTest {
  private static final ServerCommand SQLITE = ServerCommand.store("sqlite");

  @Test
  void sigtermEndsLiveReadersProperly() throws Exception {
    try (ServerProcess process = ServerProcess.start(SQLITE)) {
      TestStream stream = process.server().unusedStream().created(TEXT);
      String tail = stream.append(TEXT, "x");
      List<SseReader> readers = new ArrayList<>();
      List<WireConnection> pollers = new ArrayList<>();
      for (int i = 0; i < 10; i++) {
        SseReader reader = stream.sse("now");
        readers.add(reader);
        assertThat(reader.take().isControl()).isTrue();
        WireConnection poller = process.server().connect();
        pollers.add(poller);
        poller.write(stream.longPoll(tail).bytes());
      }
      WireConnection idle = process.server().connect();
      stream.from("-1").sendOn(idle).expect(200);

      process.stop();
      for (SseReader reader : readers) {
        assertThat(reader.remaining())
            .noneMatch(SseEvent::isData)
            .noneMatch(event -> event.data().contains("streamClosed"));
        reader.close();
      }
      for (WireConnection poller : pollers) {
        assertEnded(poller);
      }
      assertThat(idle.readUntilClosed()).isEmpty();
      idle.close();
    }
  }

  /**
   * A long-poll that the server had begun is answered; one that it had not read yet may find a
   * closed connection.
   */
  private static void assertEnded(WireConnection poller) {
    try (poller) {
      HttpReply reply = poller.readReply("GET");
      assertThat(reply.status()).isIn(204, 503);
      assertThat(reply.has("Stream-Closed")).isFalse();
    } catch (WireException e) {
      assertThat(e).hasMessageContaining("closed the connection without a reply");
    }
  }

  @Test
  void sigtermKeepsEveryAcknowledgedAppend() throws Exception {
    try (ServerProcess process = ServerProcess.start(SQLITE)) {
      int writers = 8;
      var started = new CountDownLatch(writers);
      List<TestStream> streams = new ArrayList<>();
      List<Callable<List<String>>> tasks = new ArrayList<>();
      for (int i = 0; i < writers; i++) {
        TestStream stream = process.server().unusedStream().created(TEXT);
        streams.add(stream);
        tasks.add(() -> appendUntilTheEnd(stream, started));
      }
      List<List<String>> acknowledged = new ArrayList<>();
      try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
        List<Future<List<String>>> futures = tasks.stream().map(threads::submit).toList();
        started.await();
        process.stop();
        for (Future<List<String>> future : futures) {
          acknowledged.add(future.get());
        }
      }
      process.restart();
      for (int i = 0; i < writers; i++) {
        List<String> stored =
            List.of(streams.get(i).from("-1").send().expect(200).text().split(";"));
        List<String> mine = acknowledged.get(i);
        assertThat(mine).hasSizeGreaterThanOrEqualTo(20);
        assertThat(stored.subList(0, mine.size())).isEqualTo(mine);
        assertThat(stored.size())
            .as("at most the one in flight more")
            .isBetween(mine.size(), mine.size() + 1);
      }
      process.stop();
    }
  }

  private static List<String> appendUntilTheEnd(TestStream stream, CountDownLatch started)
      throws Exception {
    List<String> acknowledged = new ArrayList<>();
    try (WireConnection connection = stream.server().connect()) {
      while (true) {
        String message = "message-" + acknowledged.size();
        HttpReply reply = stream.post(TEXT, message + ";").sendOn(connection);
        if (reply.status() == 503) {
          return acknowledged;
        }
        reply.expect(204);
        acknowledged.add(message);
        if (acknowledged.size() == 20) {
          started.countDown(); // this writer has enough, whatever the others have
        }
      }
    } catch (WireException | SocketException e) {
      return acknowledged;
    }
  }

  @Test
  void aCleanStopAndStartKeepsEverything() {
    try (ServerProcess process = ServerProcess.start(SQLITE)) {
      TestStream open = process.server().unusedStream();
      open.put(TEXT).header("Stream-TTL", "3600").body("a").send().expect(201);
      open.post(TEXT, "b").producer("p", 2, 0).header("Stream-Seq", "m").send().expect(200);
      TestStream closed = process.server().unusedStream();
      closed.put(TestStream.JSON).closing().body("[1,2]").send().expect(201);
      TestStream deleted = process.server().unusedStream().created(TEXT);
      deleted.delete().expect(204);
      HttpReply before = open.from("-1").send().expect(200);

      process.stop();
      process.restart();

      HttpReply after = open.from("-1").send().expect(200);
      assertThat(after.text()).isEqualTo("ab");
      assertThat(after.nextOffset()).isEqualTo(before.nextOffset());
      assertThat(after.required("ETag")).isEqualTo(before.required("ETag"));
      assertThat(open.head().required("Stream-TTL")).isEqualTo("3600");
      open.post(TEXT, "b").producer("p", 2, 0).send().expect(204);
      open.post(TEXT, "c").producer("p", 1, 0).send().expect(403);
      open.post(TEXT, "c").header("Stream-Seq", "k").send().expect(409);
      open.post(TEXT, "c").producer("p", 2, 1).header("Stream-Seq", "n").send().expect(200);
      assertThat(closed.from("-1").send().expect(200).required("Stream-Closed")).isEqualTo("true");
      closed.post(TestStream.JSON, "3").send().expect(409);
      deleted.head().expect(404);
      process.stop();
    }
  }

  @Test
  void aSecondProcessOnTheSameDataIsRefused() {
    try (ServerProcess process = ServerProcess.start(SQLITE)) {
      TestStream stream = process.server().unusedStream().created(TEXT);
      ServerProcess.Finished second =
          ServerProcess.run(SQLITE.with("--port=0", "--data=" + process.data()));
      assertThat(second.exitCode()).isNotZero();
      assertOneSentence(second, process.data().toString());
      stream.append(TEXT, "still served");
      process.stop();
    }
  }

  @Test
  void aPortInUseIsOneSentence() {
    try (ServerProcess process = ServerProcess.start(ServerCommand.store("memory"))) {
      ServerProcess.Finished second =
          ServerProcess.run(ServerCommand.store("memory").with("--port=" + process.port()));
      assertThat(second.exitCode()).isNotZero();
      assertOneSentence(second, Integer.toString(process.port()));
      process.stop();
    }
  }

  @Test
  void aDataFolderThatCannotBeMadeIsOneSentence() {
    ServerProcess.Finished refused =
        ServerProcess.run(SQLITE.with("--port=0", "--data=/dev/null/data"));
    assertThat(refused.exitCode()).isNotZero();
    assertOneSentence(refused, "/dev/null/data");
  }

  @ParameterizedTest
  @CsvSource({
    "--frobnicate=1,frobnicate",
    "--frobnicate,frobnicate",
    "frobnicate,frobnicate",
    "--store=redis,store",
    "--port=abc,port",
    "--port=70000,port",
    "--port=-1,port",
    "--long-poll-timeout=soon,long-poll-timeout",
    "--request-timeout=-2s,request-timeout",
    "--port,port",
  })
  void aWrongFlagStopsTheStart(String flag, String named) {
    ServerProcess.Finished refused = ServerProcess.run(ServerCommand.of(flag));
    assertThat(refused.exitCode()).as("%s", refused).isEqualTo(2);
    assertOneSentence(refused, named);
  }

  @ParameterizedTest
  @CsvSource({"PORT,abc", "STORE,redis", "LONG_POLL_TIMEOUT,soon", "SEGMENT_MAX_MESSAGES,-3"})
  void aWrongEnvironmentVariableStopsTheStart(String name, String value) {
    ServerProcess.Finished refused = ServerProcess.run(ServerCommand.of().env(name, value));
    assertThat(refused.exitCode()).as("%s", refused).isEqualTo(2);
    assertOneSentence(refused, name);
    assertThat(refused.errors()).contains(value);
  }

  private static void assertOneSentence(ServerProcess.Finished finished, String named) {
    assertThat(finished.errors().strip().lines().toList()).as("%s", finished).hasSize(1);
    assertThat(finished.errors())
        .contains(named)
        .doesNotContain("Exception")
        .doesNotContain("\tat ");
  }

  @Test
  void helpNamesEverySettingOfThisTest() {
    ServerProcess.Finished help = ServerProcess.run(ServerCommand.of("--help"));
    assertThat(help.exitCode()).isZero();
    assertThat(help.output())
        .contains(
            "--host", "--port", "--data", "--store", "--long-poll-timeout", "--request-timeout");
    assertThat(help.errors()).isEmpty();
  }

  @Test
  void theVersionIsOneLine() {
    ServerProcess.Finished version = ServerProcess.run(ServerCommand.of("--version"));
    assertThat(version.exitCode()).isZero();
    assertThat(version.output().strip()).matches("\\S.*\\d+\\.\\d+\\.\\d+.*").doesNotContain("\n");
  }

  @Test
  void settingsComeFromTheEnvironmentToo() {
    ServerCommand command =
        ServerCommand.of().env("STORE", "memory").env("LONG_POLL_TIMEOUT", "1s");
    try (ServerProcess process = ServerProcess.start(command)) {
      TestStream stream = process.server().unusedStream().created(TEXT);
      stream.longPoll(TestStream.START).send().expect(204);
      process.stop();
      assertThat(process.output()).containsIgnoringCase("memory");
    }
  }
}
