package durablestreams.application.offload;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Small content is read from its source once, large content each time it is wanted. */
class ScannedContentTest {

  private static final int PIECE_BYTES = 1 << 20;

  private final List<Integer> sources = new ArrayList<>();

  private Iterator<byte[]> pieces(int count) {
    sources.add(count);
    return IntStream.range(0, count).mapToObj(ScannedContentTest::piece).iterator();
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
    assertThat(sources).hasSize(1);
  }

  @Test
  void largeContentIsNotKept() throws IOException {
    ScannedContent content = scanned(9);
    assertHolds(content, 9);
    assertHolds(content, 9);
    assertThat(sources).hasSize(3);
  }

  @Test
  void contentWithoutBytesIsEmpty() throws IOException {
    assertHolds(scanned(0), 0);
  }
}
