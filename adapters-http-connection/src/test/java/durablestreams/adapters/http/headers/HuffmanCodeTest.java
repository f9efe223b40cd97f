package durablestreams.adapters.http.headers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import durablestreams.domain.stream.HuffmanCode;
import io.helidon.common.buffers.BufferData;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.WritableHeaders;
import io.helidon.http.http2.Http2Headers;
import io.helidon.http.http2.Http2HuffmanEncoder;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HuffmanCodeTest {

  /** What Helidon does with a value: nothing else of it decides which values can be sent. */
  private static void write(String value) {
    WritableHeaders<?> headers = WritableHeaders.create();
    headers.add(HeaderValues.create(HeaderNames.create("x"), value));
    Http2Headers.create(headers)
        .write(
            Http2Headers.DynamicTable.create(4_096),
            Http2HuffmanEncoder.create(),
            BufferData.growing(512));
  }

  @ParameterizedTest
  @CsvSource({"0, 5", "a, 5", "%, 6", "A, 6", ":, 7", "X, 8", "!, 10", "|, 11", "~, 13", "{, 15"})
  void lengthsAreThoseOfTheStandard(char character, int bits) {
    assertThat(HuffmanCode.bits(character)).isEqualTo(bits);
  }

  @Test
  void otherLengthsOfTheStandardAreThereToo() {
    assertThat(HuffmanCode.bits('\\')).isEqualTo(19);
    assertThat(HuffmanCode.bits('\n')).isEqualTo(30);
    assertThat(HuffmanCode.bits('\u00ff')).isEqualTo(26);
  }

  @Test
  void theCharactersThatAreNamedAreThoseWithLongCodes() {
    StringBuilder found = new StringBuilder();
    for (char c = '!'; c <= '~'; c++) {
      if (HuffmanCode.bits(c) > 8) {
        found.append(found.isEmpty() ? "" : " ").append(c);
      }
    }
    assertThat(found).hasToString(HuffmanCode.LONG_CHARACTERS);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "www.example.com", "X", "~~~", "aaa!", "text/plain; charset=\"utf-8\""})
  void whatFitsIsNotTooLong(String text) {
    assertThat(HuffmanCode.isLongerThanText(text)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"XXX!", "~~~~", "caf\u00e9", "text/plain; a=\"{{{{{{{{{{{{\""})
  void whatDoesNotFitIsTooLong(String text) {
    assertThat(HuffmanCode.isLongerThanText(text)).isTrue();
  }

  @Test
  void exactlyTheValuesThatAreTooLongCannotBeWritten() {
    long seed = Long.getLong("seed", System.nanoTime());
    Random random = new Random(seed);
    for (int i = 0; i < 5_000; i++) {
      StringBuilder text = new StringBuilder();
      int wide = random.nextInt(4);
      for (int n = random.nextInt(1, 40); n > 0; n--) {
        boolean any = random.nextInt(4) < wide;
        text.append(any ? (char) random.nextInt(0x21, 0x7f) : (char) random.nextInt('a', '{'));
      }
      String value = text.toString();
      if (HuffmanCode.isLongerThanText(value)) {
        assertThatThrownBy(() -> write(value), "seed %d: %s", seed, value)
            .isInstanceOf(ArrayIndexOutOfBoundsException.class);
      } else {
        write(value);
      }
    }
  }

  @Test
  void anEscapedPathIsNeverTooLong() {
    StringBuilder all = new StringBuilder("/a%20b");
    for (char c = '!'; c <= '~'; c++) {
      all.append(c);
      String path = HuffmanCode.escapePath(String.valueOf(c).repeat(10));
      assertThat(HuffmanCode.isLongerThanText(path)).as(path).isFalse();
    }
    assertThat(HuffmanCode.escapePath(all.toString()))
        .startsWith("/a%20b%21%22%23%24%&%27%28%29*%2B,-./0")
        .endsWith("xyz%7B%7C%7D%7E");
  }
}
