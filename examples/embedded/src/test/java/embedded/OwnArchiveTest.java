package embedded;

import static org.junit.jupiter.api.Assertions.assertEquals;

import durablestreams.server.DurableStreams;
import durablestreams.server.LocalStream;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Sealed segments in an archive of the application's own. */
class OwnArchiveTest {

  @Test
  @Timeout(value = 60, unit = TimeUnit.SECONDS)
  void sealedSegmentsAreUploadedAndRead() throws Exception {
    MapArchive archive = new MapArchive();
    try (DurableStreams streams = DurableStreams.builder().inMemory().archive(archive).start()) {
      LocalStream stream = streams.stream("long");
      stream.create("application/json");
      for (int i = 0; i < 2_500; i++) {
        stream.append(String.valueOf(i));
      }
      archive.awaitUpload();
      assertEquals("0", stream.read().texts().getFirst());
      assertEquals(2_500, stream.read().texts().size());
    }
  }
}
