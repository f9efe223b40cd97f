package durablestreams.application.offload.upload;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Reads of an object's source: once for small content, each time for large content. */
class ScannedContentTest {

  private static final int PIECE_BYTES = 1 << 20;

  /** Times that the source was opened, and pieces that it gave. */
  private int opened;

  private int given;

  private Iterator<byte[]> pieces(int count) {
    opened++;
    return IntStream.range(0, count)
        .peek(i -> given++)
        .mapToObj(ScannedContentTest::piece)
        .iterator();
  }

  private static byte[] piece(int number) {
    byte[] piece = new byte[PIECE_BYTES];
    piece[0] = (byte) number;
    piece[PIECE_BYTES - 1] = (byte) -number;
    return piece;
  }

  private ScannedContent scanned(int count) {
    ScannedContent content =
        new ScannedContent((long) count * PIECE_BYTES, () -> this.pieces(count));
    List<byte[]> seen = new ArrayList<>();
    content.scan(seen::add);
    assertThat(seen).hasSize(count);
    return content;
  }

  private static void assertHolds(ScannedContent content, int count) throws IOException {
    try (InputStream all = content.open()) {
      for (int i = 0; i < count; i++) {
        assertThat(all.readNBytes(PIECE_BYTES)).isEqualTo(piece(i));
      }
      assertThat(all.read()).isEqualTo(-1);
    }
  }

  @Test
  void smallContentIsReadOnce() throws IOException {
    ScannedContent content = scanned(8);
    assertHolds(content, 8);
    assertHolds(content, 8);
    assertThat(opened).isEqualTo(1);
  }

  @Test
  void largeContentIsNotKept() throws IOException {
    ScannedContent content = scanned(9);
    assertHolds(content, 9);
    assertHolds(content, 9);
    assertThat(opened).isEqualTo(3);
  }

  @Test
  void whoStopsEarlyHasNoMoreRead() throws IOException {
    ScannedContent content = scanned(9);
    given = 0;
    try (InputStream all = content.open()) {
      assertThat(all.readNBytes(PIECE_BYTES)).isEqualTo(piece(0));
    }
    assertThat(given).isEqualTo(1);
  }

  @Test
  void contentWithoutBytesIsEmpty() throws IOException {
    assertHolds(scanned(0), 0);
  }
}
