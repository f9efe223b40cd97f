package durablestreams.conformance.crash;

import static org.assertj.core.api.Assertions.assertThat;

import durablestreams.conformance.harness.HttpReply;
import durablestreams.conformance.harness.ServerCommand;
import durablestreams.conformance.harness.ServerProcess;
import durablestreams.conformance.harness.TestStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * A server whose write-ahead log was cut after a kill: it says so, and what it gave before holds.
 */
class LostCommitsTest {

  private static final ServerCommand SERVER = ServerCommand.store("sqlite").env("REGISTRY", "off");

  private static final String LOST = "rows and changes that were acknowledged";

  @Test
  void aCutLogIsNoticedAndNoOffsetIsGivenTwice() throws IOException {
    try (ServerProcess process = ServerProcess.start(SERVER)) {
      TestStream stream = process.server().stream("a").created(TestStream.TEXT);
      String kept = stream.append(TestStream.TEXT, "kept ");
      TestStream messages = process.server().stream("b").created(TestStream.JSON);
      messages.append(TestStream.JSON, "[1]");
      long log = Files.size(process.data().resolve("streams.db-wal"));
      String lost = stream.append(TestStream.TEXT, "lost ");
      String lostMessage = messages.append(TestStream.JSON, "[2]");
      HttpReply page = stream.from(TestStream.START).send().expect(200);
      awaitMark(process, 6);
      process.kill9();
      cutLog(process.data(), log);

      process.restart();
      assertThat(process.output()).containsOnlyOnce(LOST).contains(" ERROR ");
      assertThat(status(process)).contains("\"storeLoss\":\"").contains(LOST);
      assertThat(stream.tail()).isEqualTo(kept);
      assertThat(stream.from(lost).send().expect(400).text()).contains("names no place");
      messages.from(lostMessage).send().expect(400);

      String other = stream.append(TestStream.TEXT, "new! ");
      assertThat(other).isGreaterThan(lost);
      assertThat(stream.from(lost).send().expect(400).text()).contains("names no place");
      messages.append(TestStream.JSON, "[3]");
      messages.from(lostMessage).send().expect(400);
      assertThat(stream.from(kept).send().expect(200).text()).isEqualTo("new! ");
      assertThat(
              stream
                  .from(TestStream.START)
                  .header("If-None-Match", page.required("ETag"))
                  .send()
                  .expect(200)
                  .text())
          .isEqualTo("kept new! ");

      process.kill9();
      process.restart();
      assertThat(process.output()).as("a kill without damage").containsOnlyOnce(LOST);
      assertThat(status(process)).contains("\"storeLoss\":\"\"");
      assertThat(stream.append(TestStream.TEXT, "more")).isGreaterThan(other);
      assertThat(stream.from(other).send().expect(200).text()).isEqualTo("more");
    }
  }

  private static String status(ServerProcess process) {
    return process.server().request("GET", "/status").send().expect(200).text();
  }

  /** Waits until the mark names {@code reached} rows and changes, or more. */
  private static void awaitMark(ServerProcess process, long reached) throws IOException {
    long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (reached(process.data()) < reached) {
      assertThat(System.nanoTime()).as("the mark follows").isLessThan(deadline);
      Thread.onSpinWait();
    }
  }

  private static long reached(Path data) throws IOException {
    return Stream.of(Files.readString(data.resolve("streams.mark"), StandardCharsets.US_ASCII))
        .flatMap(text -> Stream.of(text.split("[\n\0]+")))
        .filter(line -> !line.isEmpty())
        .map(line -> line.split(" "))
        .mapToLong(fields -> Long.parseLong(fields[3]))
        .max()
        .orElseThrow();
  }

  private static void cutLog(Path data, long length) throws IOException {
    try (var log = new RandomAccessFile(data.resolve("streams.db-wal").toFile(), "rw")) {
      log.setLength(length);
    }
  }
}
