package durablestreams.conformance.service;

import static org.assertj.core.api.Assertions.assertThat;

import durablestreams.application.follow.FollowOutcome;
import durablestreams.application.live.Delivery;
import durablestreams.application.read.ReadOutcome;
import durablestreams.domain.offset.Offset;
import durablestreams.domain.offset.OffsetParameter;
import durablestreams.domain.stream.StreamKey;
import durablestreams.domain.stream.StreamPath;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The border of two segments has two tokens that the server understands and one that it returns, so
 * a page that begins there has one entity tag.
 */
class SegmentBorderTest {

  private static final StreamPath PATH = new StreamPath("a");

  @TempDir private Path folder;

  @Test
  void aPageThatBeginsAtTheBorderHasOneTag() throws Exception {
    try (TestService server = TestService.start(folder, TestService.newArchive())) {
      server.create("a", TestService.TEXT);
      Offset border = Offset.START;
      while (server.directory.segment(key(server), 0).isEmpty()) {
        border = server.append("a", TestService.TEXT, "message ");
      }
      server.append("a", TestService.TEXT, "next");
      Offset alias = new Offset(1, 0);
      assertThat(border).isNotEqualTo(alias);
      for (Offset token : new Offset[] {border, alias}) {
        var from = new OffsetParameter.At(token);
        try (var page =
            (ReadOutcome.Page) server.service.read().read(PATH, from, TestService.OFF)) {
          assertThat(page.from()).isEqualTo(border);
          assertThat(server.read("a", from)).isEqualTo("next");
        }
        var followed =
            (FollowOutcome.Opened)
                server.service.follow().follow(PATH, from, Delivery.BYTES, TestService.OFF);
        try (var reader = followed.reader()) {
          assertThat(reader.from()).isEqualTo(border);
        }
      }
    }
  }

  private static StreamKey key(TestService server) {
    return server.store.load(PATH).orElseThrow().state().key();
  }
}
