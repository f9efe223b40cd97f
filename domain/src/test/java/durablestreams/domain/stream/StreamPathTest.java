package durablestreams.domain.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import durablestreams.domain.Seeds;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StreamPathTest {

  @ParameterizedTest
  @CsvSource({
    "a, a",
    "a/b//c/, a/b//c/",
    "a%2Fb, a/b",
    "a%2fb, a/b",
    "%41%5A, AZ",
    "a+b, a+b",
    "a%2Bb, a+b",
    "a;x=1, a;x=1",
    "100%25, 100%",
    "%2525, %25",
    "caf%C3%A9, café",
    "café, café",
    "%F0%9F%9A%80, \ud83d\ude80",
    "session:42, session:42",
    "../x, ../x"
  })
  void escapesAreDecodedOnce(String raw, String decoded) {
    assertThat(StreamPath.decode(raw).value()).isEqualTo(decoded);
  }

  @ParameterizedTest
  @ValueSource(strings = {"%", "a%", "a%4", "%zz", "%4g", "%-1", "%+1", "%%41", "% 41", "%é1"})
  void brokenEscapesAreRefused(String raw) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> StreamPath.decode(raw))
        .withMessageContaining("two hex digits");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"%FF", "%C3", "a%C3/b", "%C0%80", "%ED%A0%80", "%F4%90%80%80", "%80", "%E2%82"})
  void whatIsNotUtf8IsRefused(String raw) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> StreamPath.decode(raw))
        .withMessageContaining("UTF-8");
  }

  @ParameterizedTest
  @ValueSource(strings = {"%00", "a%0Ab", "%1F", "%7F", "a\tb", "a\u0000"})
  void controlCharactersAreRefused(String raw) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> StreamPath.decode(raw))
        .withMessageContaining("control characters");
  }

  @Test
  void anEmptyNameIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> StreamPath.decode(""))
        .withMessageContaining("empty");
  }

  @Test
  void aNameHasAtMost1024BytesAfterDecoding() {
    assertThat(StreamPath.decode("%61".repeat(1_024)).value()).hasSize(1_024);
    assertThat(StreamPath.decode("é".repeat(512)).value()).hasSize(512);
    for (String tooLong : new String[] {"a".repeat(1_025), "é".repeat(513), "%C3%A9".repeat(513)}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> StreamPath.decode(tooLong))
          .withMessageContaining("1024 bytes");
    }
    assertThat(new StreamPath("\ud83d\ude80".repeat(256)).value()).hasSize(512);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new StreamPath("\ud83d\ude80".repeat(256) + "a"));
  }

  /** Half a character has no bytes of its own: it would be stored as another name. */
  @ParameterizedTest
  @ValueSource(strings = {"\ud83d", "a\ud83db", "\ude80", "\ude80\ud83d", "\ud83d\ud83d\ude80"})
  void halfACharacterIsRefused(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new StreamPath(text))
        .withMessageContaining("UTF-8");
    assertThatIllegalArgumentException().isThrownBy(() -> StreamPath.decode(text));
  }

  @Test
  void differentBytesAreDifferentNames() {
    assertThat(StreamPath.decode("%C3%A9")).isNotEqualTo(StreamPath.decode("e%CC%81"));
    assertThat(StreamPath.decode("a")).isNotEqualTo(StreamPath.decode("A"));
    assertThat(StreamPath.decode("a/")).isNotEqualTo(StreamPath.decode("a"));
    assertThat(StreamPath.decode("%61")).isEqualTo(StreamPath.decode("a"));
  }

  @Test
  void anyNameSurvivesEncodingAndDecoding() {
    Random random = Seeds.random(StreamPathTest.class);
    for (int i = 0; i < 2_000; i++) {
      String name =
          random
              .ints(1 + random.nextInt(20), 0x20, 0x110000)
              .filter(c -> c != 0x7f && !(c >= 0xd800 && c < 0xe000))
              .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
              .toString();
      if (!name.isEmpty()) {
        String encoded = URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
        assertThat(StreamPath.decode(encoded).value()).isEqualTo(name);
      }
    }
  }

  @Test
  void namesOfTheServerAreTold() {
    assertThat(SystemStreams.isControl(new StreamPath("__ds"))).isTrue();
    assertThat(SystemStreams.isControl(new StreamPath("__ds/jwks.json"))).isTrue();
    assertThat(SystemStreams.isControl(new StreamPath("__dsx"))).isFalse();
    assertThat(SystemStreams.isControl(new StreamPath("a/__ds"))).isFalse();
    assertThat(SystemStreams.isControl(SystemStreams.REGISTRY)).isFalse();
  }
}
