package durablestreams.conformance;

import static durablestreams.conformance.harness.TestStream.TEXT;
import static org.assertj.core.api.Assertions.assertThat;

import durablestreams.conformance.harness.Elapsed;
import durablestreams.conformance.harness.HttpReply;
import durablestreams.conformance.harness.Installed;
import durablestreams.conformance.harness.ServerCommand;
import durablestreams.conformance.harness.ServerProcess;
import durablestreams.conformance.harness.SseEvent;
import durablestreams.conformance.harness.SseReader;
import durablestreams.conformance.harness.TestStream;
import durablestreams.conformance.harness.WireConnection;
import durablestreams.conformance.harness.WireException;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How the process ends. */
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
        assertEnded(poller, tail);
      }
      assertThat(idle.readUntilClosed()).isEmpty();
      idle.close();
    }
  }

  /**
   * A long-poll that the server had begun is answered; one that it had not read yet may find a
   * closed connection.
   */
  private static void assertEnded(WireConnection poller, String tail) {
    try (poller) {
      HttpReply reply = poller.readReply("GET");
      assertThat(reply.status()).isEqualTo(204);
      assertThat(reply.nextOffset()).isEqualTo(tail);
      assertThat(reply.required("Connection")).isEqualTo("close");
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

  /** As when the machine has no files left to open: Helidon listens no more after that. */
  @Test
  void aServerThatCannotListenAnyMoreEnds() throws Exception {
    Path prlimit = Installed.program("prlimit");
    try (ServerProcess process = ServerProcess.start(SQLITE)) {
      TestStream stream = process.server().unusedStream().created(TEXT);
      stream.append(TEXT, "kept");
      process.awaitStarted();
      Process limiting =
          new ProcessBuilder(prlimit.toString(), "--pid=" + process.pid(), "--nofile=8:").start();
      assertThat(limiting.waitFor()).isZero();
      process.server().connect().close();
      assertThat(process.awaitExit()).isEqualTo(1);
      assertThat(process.output())
          .containsAnyOf(
              "cannot listen any more, so it ends", "ended by an error, and so does the process");
      process.restart();
      assertThat(stream.from("-1").send().text()).isEqualTo("kept");
      process.stop();
    }
  }

  @Test
  void sighupReadsTheSettingsAgain(@TempDir Path folder) throws Exception {
    Path config = folder.resolve("config");
    Files.writeString(config, "log-level = info\n");
    try (ServerProcess process = ServerProcess.start(SQLITE.with("--config=" + config))) {
      TestStream stream = process.server().unusedStream().created(TEXT);
      stream.append(TEXT, "kept");
      process.awaitStarted();
      Files.writeString(config, "log-level = info\nmax-appends-per-second = 1000\n");
      Process kill = new ProcessBuilder("kill", "-HUP", Long.toString(process.pid())).start();
      assertThat(kill.waitFor()).isZero();
      Elapsed.until(
          () ->
              process
                  .output()
                  .contains("Settings were read again; changed: MAX_APPENDS_PER_SECOND"),
          Duration.ofSeconds(60),
          "the reload is in the log");
      assertThat(stream.from("-1").send().text()).isEqualTo("kept");
      process.stop();
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
}
