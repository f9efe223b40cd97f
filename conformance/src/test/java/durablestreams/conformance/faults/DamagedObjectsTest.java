package durablestreams.conformance.faults;

import static durablestreams.conformance.harness.TestStream.TEXT;
import static org.assertj.core.api.Assertions.assertThat;

import durablestreams.conformance.harness.Elapsed;
import durablestreams.conformance.harness.HttpReply;
import durablestreams.conformance.harness.ServerCommand;
import durablestreams.conformance.harness.ServerProcess;
import durablestreams.conformance.harness.StreamServer;
import durablestreams.conformance.harness.TestStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Objects of the archive that are flipped, cut or missing under a running server: their bytes are
 * never served, and all other reads and all appends go on.
 */
@Timeout(180)
class DamagedObjectsTest {

  private static final Duration BOUND = Duration.ofSeconds(60);
  private static final String CONTENT = "0123456789abcdef".repeat(64);

  private ServerProcess process;

  @BeforeEach
  void start() {
    process =
        ServerProcess.start(
            ServerCommand.store("sqlite")
                .env("SEGMENT_MAX_MESSAGES", "3")
                .env("SEGMENT_IDLE", "300ms")
                .env("UPLOAD_DELAY", "0s"));
  }

  @AfterEach
  void stop() {
    process.close();
  }

  private TestStream archived(String name) {
    TestStream stream = process.server().stream(name).created(TEXT);
    for (int i = 0; i < 6; i++) {
      stream.append(TEXT, CONTENT);
    }
    return stream;
  }

  private void awaitArchived() {
    Elapsed.until(
        () -> {
          String status = process.server().request("GET", "/status").send().expect(200).text();
          return status.contains("\"hotRows\":0") && status.contains("\"pendingSegments\":0");
        },
        BOUND,
        "all is in the archive");
  }

  private List<Path> objects(TestStream stream) throws IOException {
    String name = stream.path().substring(StreamServer.STREAMS.length());
    String folder =
        Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString(name.getBytes(StandardCharsets.UTF_8));
    try (Stream<Path> files =
        Files.walk(process.data().resolve("archive/stream").resolve(folder))) {
      return files.filter(file -> file.toString().endsWith(".seg")).toList();
    }
  }

  private static void flip(Path object) throws IOException {
    try (var file = new RandomAccessFile(object.toFile(), "rw")) {
      file.seek(file.length() / 2);
      int old = file.read();
      file.seek(file.length() / 2);
      file.write(old ^ 4);
    }
  }

  private static void cut(Path object) throws IOException {
    try (var file = new RandomAccessFile(object.toFile(), "rw")) {
      file.setLength(file.length() / 2);
    }
  }

  /** Every page is a part of what was appended, from its place on, or an error. */
  private static int errors(TestStream stream) {
    int errors = 0;
    for (int from = 0; from < 6; from++) {
      String offset = from == 0 ? "-1" : "%016d_%016d".formatted(0, from * CONTENT.length());
      HttpReply reply = stream.from(offset).send();
      if (reply.status() == 200) {
        String expected = CONTENT.repeat(6 - from);
        assertThat(expected).startsWith(reply.text());
        assertThat(reply.text()).isNotEmpty();
      } else if (reply.status() != 400) {
        assertThat(reply.status()).as(reply::toString).isIn(500, 503);
        errors++;
      }
    }
    return errors;
  }

  @Test
  void noWrongByteIsServedAndAllElseGoesOn() throws IOException {
    TestStream flipped = archived("flipped");
    TestStream cut = archived("cut");
    TestStream missing = archived("missing");
    TestStream other = archived("other");
    awaitArchived();
    for (Path object : objects(flipped)) {
      flip(object);
    }
    for (Path object : objects(cut)) {
      cut(object);
    }
    for (Path object : objects(missing)) {
      Files.delete(object);
    }
    for (TestStream stream : List.of(flipped, cut, missing)) {
      assertThat(errors(stream)).as(stream.path()).isPositive();
      String tail = stream.append(TEXT, "more");
      assertThat(stream.tail()).isEqualTo(tail);
    }
    assertThat(other.readAll("-1")).asString().isEqualTo(CONTENT.repeat(6));
    other.append(TEXT, "more");
    process.server().stream("new").created(TEXT).append(TEXT, "fine");
  }
}
