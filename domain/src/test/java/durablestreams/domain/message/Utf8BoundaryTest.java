package durablestreams.domain.message;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import durablestreams.domain.Seeds;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Utf8BoundaryTest {

  private static List<MessageBatch> batches(byte[]... parts) {
    return Arrays.stream(parts).map(MessageBatch::ofBytes).toList();
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "é", "語", "\ud83d\ude80"})
  void everyBeginningOfACharacterIsUnfinished(String character) {
    byte[] bytes = ("ab" + character).getBytes(UTF_8);
    int length = bytes.length - 2;
    for (int kept = 1; kept < length; kept++) {
      List<MessageBatch> text = batches(Arrays.copyOf(bytes, 2 + kept));
      assertThat(Utf8Boundary.unfinished(text)).isEqualTo(kept);
      assertThat(Utf8Boundary.isWhole(text)).isFalse();
      assertThat(Utf8Boundary.without(text, kept))
          .map(b -> new String(b.toByteArray(), UTF_8))
          .containsExactly("ab");
    }
    assertThat(Utf8Boundary.unfinished(batches(bytes))).isZero();
    assertThat(Utf8Boundary.isWhole(batches(bytes))).isTrue();
  }

  @Test
  void aCharacterMayBeSpreadOverBatches() {
    byte[] rocket = "\ud83d\ude80".getBytes(UTF_8);
    List<MessageBatch> text =
        batches(
            "a".getBytes(UTF_8),
            new byte[] {rocket[0]},
            new byte[] {rocket[1]},
            new byte[] {rocket[2]});
    assertThat(Utf8Boundary.unfinished(text)).isEqualTo(3);
    assertThat(Utf8Boundary.without(text, 3)).hasSize(1);
    assertThat(Utf8Boundary.unfinished(batches(rocket))).isZero();
  }

  @Test
  void onlyWhatCanStillBecomeACharacterIsUnfinished() {
    for (int[] hopeless :
        new int[][] {
          {0xc0},
          {0xc1, 'a'},
          {0xf5},
          {0xff},
          {0xe0, 0x80},
          {0xed, 0xa0},
          {0xf0, 0x8f},
          {0xf4, 0x90}
        }) {
      assertThat(Utf8Boundary.unfinished(batches(bytes(hopeless)))).isZero();
    }
    assertThat(Utf8Boundary.unfinished(batches(bytes(0xe9)))).isEqualTo(1);
    assertThat(Utf8Boundary.unfinished(batches(bytes(0xe0, 0xa0)))).isEqualTo(2);
  }

  private static byte[] bytes(int... values) {
    byte[] bytes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      bytes[i] = (byte) values[i];
    }
    return bytes;
  }

  @Test
  void partsOfAnyBytesDecodeLikeTheWhole() {
    Random random = Seeds.random(Utf8BoundaryTest.class);
    // Without 0xed: for a surrogate Java's decoder gives fewer replacements than a browser's.
    int[] alphabet = {'a', '\n', 0x80, 0x9f, 0xa0, 0xbf, 0xc1, 0xc3, 0xe0, 0xe2, 0xf0, 0xf4, 0xf5};
    for (int run = 0; run < 20_000; run++) {
      byte[] bytes =
          bytes(random.ints(8, 0, alphabet.length).map(index -> alphabet[index]).toArray());
      int end = 1 + random.nextInt(bytes.length);
      int cut = end - Utf8Boundary.unfinished(batches(Arrays.copyOf(bytes, end)));
      String parts =
          new String(bytes, 0, cut, UTF_8) + new String(bytes, cut, bytes.length - cut, UTF_8);
      assertThat(parts).isEqualTo(new String(bytes, UTF_8));
    }
  }

  @Test
  void whatIsNoUtf8IsLeftAlone() {
    byte[] continuations = {'a', (byte) 0x80, (byte) 0x80, (byte) 0x80, (byte) 0x80, (byte) 0x80};
    assertThat(Utf8Boundary.unfinished(batches(continuations))).isZero();
    assertThat(Utf8Boundary.unfinished(List.of())).isZero();
  }

  @Test
  void anyTextCutAnywhereIsWholeWithoutItsUnfinishedEnd() throws CharacterCodingException {
    Random random = Seeds.random(Utf8BoundaryTest.class);
    for (int run = 0; run < 2_000; run++) {
      byte[] text =
          random
              .ints(1 + random.nextInt(12), 1, 0x110000)
              .filter(c -> c < 0xd800 || c > 0xdfff)
              .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
              .append('.')
              .toString()
              .getBytes(UTF_8);
      int end = 1 + random.nextInt(text.length);
      List<MessageBatch> parts = new ArrayList<>();
      for (int at = 0; at < end; ) {
        int next = Math.min(end, at + 1 + random.nextInt(4));
        parts.add(MessageBatch.ofBytes(Arrays.copyOfRange(text, at, next)));
        at = next;
      }
      int unfinished = Utf8Boundary.unfinished(parts);
      assertThat(unfinished).isBetween(0, 3);
      int kept =
          Utf8Boundary.without(parts, unfinished).stream().mapToInt(MessageBatch::length).sum();
      assertThat(kept).isEqualTo(end - unfinished);
      UTF_8.newDecoder().decode(ByteBuffer.wrap(text, 0, kept));
      assertThat(kept == text.length || unfinished > 0 || isBoundary(text, end)).isTrue();
    }
  }

  private static boolean isBoundary(byte[] text, int at) {
    return (text[at] & 0xc0) != 0x80;
  }
}
