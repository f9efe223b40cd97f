package durablestreams.conformance.limits;

import static durablestreams.conformance.harness.TestStream.BYTES;
import static durablestreams.conformance.harness.TestStream.JSON;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import durablestreams.conformance.crash.StoreAudit;
import durablestreams.conformance.harness.ServerCommand;
import durablestreams.conformance.harness.ServerProcess;
import durablestreams.conformance.harness.TestStream;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Collections;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Large bodies, from the request to the archive, in a heap of 512 MiB. */
@Timeout(180)
class LargeBodiesTest {

  private static ServerCommand command() {
    return ServerCommand.store("sqlite").with("--memory-budget=420MiB").javaOptions("-Xmx512m");
  }

  private static byte[] randomText(int size) {
    byte[] text = new byte[size];
    new Random(1).nextBytes(text);
    for (int i = 0; i < size; i++) {
      text[i] = (byte) ('a' + (text[i] & 15));
    }
    return text;
  }

  @Test
  void aLargeBodyIsReadPageByPageFromTheLogAndFromTheArchive() throws SQLException {
    appendAndRead(5 << 20);
  }

  @Test
  @Tag("long")
  void aBodyOf48MebibytesIsReadPageByPageFromTheLogAndFromTheArchive() throws SQLException {
    appendAndRead(48 << 20);
  }

  /** The TypeScript client makes one body of what is appended while a request is under way. */
  @Test
  void twentyMegabytesInOneBodyAreTakenAtTheDefaults() {
    String message = '"' + "x".repeat(1_000_000) + '"';
    String body = Collections.nCopies(20, message).stream().collect(joining(",", "[", "]"));
    try (ServerProcess server = ServerProcess.start(ServerCommand.of())) {
      TestStream stream = server.server().unusedStream().created(JSON);
      stream.append(JSON, body);
      assertThat(new String(stream.readAll("-1"), US_ASCII).replace("][", ",")).isEqualTo(body);
    }
  }

  private static void appendAndRead(int size) throws SQLException {
    byte[] text = randomText(size);
    byte[] json = text.clone();
    json[0] = '"';
    json[size - 1] = '"';
    try (ServerProcess server = ServerProcess.start(command().with("--archive=none"))) {
      TestStream bytes = server.server().stream("bytes").created(BYTES);
      TestStream values = server.server().stream("values").created(JSON);
      bytes.append(BYTES, text);
      assertThat(Arrays.equals(bytes.readAll("-1"), text)).as("bytes").isTrue();
      values.append(JSON, json);
      assertOneValue(values, json);
      server.kill9();
      StoreAudit.check(server.data());
      server.restart();
      assertThat(Arrays.equals(bytes.readAll("-1"), text)).as("after a kill").isTrue();
      server.stop();
      server.restart(command().with("--segment-idle=1s"));
      awaitUploads(server);
      assertThat(Arrays.equals(bytes.readAll("-1"), text)).as("from the archive").isTrue();
      assertOneValue(values, json);
      StoreAudit.check(server.data());
      assertThat(server.output()).doesNotContain("OutOfMemoryError");
    }
  }

  private static void awaitUploads(ServerProcess server) {
    while (!status(server).contains("\"pendingSegments\":0,")) {
      LockSupport.parkNanos(20_000_000);
    }
  }

  private static String status(ServerProcess server) {
    return server.server().request("GET", "/status").send().expect(200).text();
  }

  private static void assertOneValue(TestStream values, byte[] json) {
    byte[] page = values.get("?offset=-1").send().expect(200).body();
    assertThat(page.length).isEqualTo(json.length + 2);
    assertThat(Arrays.equals(Arrays.copyOfRange(page, 1, page.length - 1), json)).isTrue();
    assertThat(new String(page, 0, 2, US_ASCII)).isEqualTo("[\"");
  }
}
