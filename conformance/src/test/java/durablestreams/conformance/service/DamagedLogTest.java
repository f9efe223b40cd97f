package durablestreams.conformance.service;

import static durablestreams.conformance.service.TestService.TEXT;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import durablestreams.application.fault.FaultySegmentArchive;
import durablestreams.application.port.DamagedDataException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A bit that the disk changed in the hot log costs one stream and nothing else. */
@Timeout(60)
class DamagedLogTest {

  @TempDir private Path folder;

  @Test
  void damagedMessagesAreNotUploadedAndThoseOfOthersAre() throws IOException {
    FaultySegmentArchive archive = TestService.newArchive();
    archive.goDown();
    try (TestService server = TestService.start(folder, archive)) {
      for (String path : new String[] {"damaged", "other"}) {
        server.create(path, TEXT);
        for (int i = 0; i < 25; i++) {
          server.append(path, TEXT, path + " message " + i + ";");
        }
      }
    }
    Path file = folder.resolve("streams.db");
    String bytes = Files.readString(file, ISO_8859_1);
    assertThat(bytes).contains("damaged message 3;");
    Files.writeString(file, bytes.replace("damaged message 3;", "damaged messagf 3;"), ISO_8859_1);
    archive.comeBack();
    try (TestService server = TestService.start(folder, archive)) {
      TestService.await("upload", () -> server.objectsOf("other").size() > 0);
      server.append("damaged", TEXT, "more;");
      for (int i = 25; i < 50; i++) {
        server.append("other", TEXT, "other message " + i + ";");
      }
      TestService.await("second upload", () -> server.objectsOf("other").size() > 1);
      assertThat(server.objectsOf("damaged")).isEmpty();
      assertThatThrownBy(() -> server.readAll("damaged"))
          .isInstanceOf(DamagedDataException.class)
          .hasMessageContaining("of the hot log is damaged");
      assertThat(server.readAll("other")).startsWith("other message 0;").endsWith("message 49;");
    }
  }
}
