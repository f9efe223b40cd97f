package durablestreams.conformance.cold;

import static durablestreams.conformance.harness.TestStream.TEXT;
import static org.assertj.core.api.Assertions.assertThat;

import durablestreams.conformance.harness.S3Process;
import durablestreams.conformance.harness.ServerCommand;
import durablestreams.conformance.harness.ServerProcess;
import durablestreams.conformance.harness.TestStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An archive in a bucket whose name stands in front of the host name in URLs. */
@Tag("long")
class VirtualHostTest {
  private static final String HOST = "s3.test";

  @Test
  void segmentsAreWrittenToTheHostOfTheBucketAndReadFromThere(@TempDir Path folder)
      throws IOException {
    try (S3Process s3 = S3Process.withBucketInFrontOf(HOST)) {
      Path hosts =
          Files.writeString(
              folder.resolve("hosts"),
              "127.0.0.1 localhost\n127.0.0.1 " + s3.bucket() + "." + HOST + "\n");
      ServerCommand command =
          s3.archiveOf(ColdServer.rotating())
              .env("R2_PATH_STYLE", "off")
              .env("R2_REGION", "eu-central-1")
              .javaOptions("-Djdk.net.hosts.file=" + hosts);
      try (ServerProcess process = ServerProcess.start(command)) {
        TestStream stream = process.server().unusedStream().created(TEXT);
        for (int i = 0; i < 9; i++) {
          stream.append(TEXT, "abc");
        }
        ColdServer server = ColdServer.started(process);
        server.await("all is in the bucket", () -> server.status().atRest());
        assertThat(server.status().objects()).isPositive();
        process.stop();
        process.restart();
        assertThat(stream.readAll("-1")).asString().isEqualTo("abc".repeat(9));
      }
    }
  }
}
