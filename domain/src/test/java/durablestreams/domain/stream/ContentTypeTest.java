package durablestreams.domain.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import durablestreams.domain.offset.PositionUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ContentTypeTest {

  @ParameterizedTest
  @CsvSource({
    "text/plain, text/plain, true",
    "text/plain, TEXT/Plain, true",
    "text/plain, text/plain;charset=utf-8, true",
    "text/plain; charset=utf-8, text/plain ;charset=latin1, true",
    "application/json, application/json; x=y, true",
    "text/plain, text/html, false",
    "application/json, application/ld+json, false",
    "application/json, application/jsonl, false"
  })
  void typesMatchWithoutTheirParameters(String one, String other, boolean match) {
    assertThat(new ContentType(one).matches(new ContentType(other))).isEqualTo(match);
    assertThat(new ContentType(other).matches(new ContentType(one))).isEqualTo(match);
  }

  @Test
  void theValueIsKeptAsItWasWritten() {
    assertThat(new ContentType("Text/Plain; Charset=UTF-8"))
        .hasToString("Text/Plain; Charset=UTF-8");
  }

  @ParameterizedTest
  @CsvSource({
    "application/json, MESSAGES, true, true",
    "Application/JSON; charset=utf-8, MESSAGES, true, true",
    "text/plain, BYTES, false, true",
    "text/event-stream, BYTES, false, true",
    "application/xml, BYTES, false, false",
    "application/x-ndjson, BYTES, false, false",
    "application/octet-stream, BYTES, false, false"
  })
  void jsonCountsMessagesAndTextIsSentAsText(
      String value, PositionUnit unit, boolean json, boolean text) {
    ContentType type = new ContentType(value);
    assertThat(type.unit()).isEqualTo(unit);
    assertThat(type.isJson()).isEqualTo(json);
    assertThat(type.isText()).isEqualTo(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/",
        "text",
        "text/",
        "/plain",
        "text/pl ain",
        "a/b/c",
        "text plain",
        ";",
        "text/(x)",
        "té/x",
        "text/plain,text/html",
        "text\n/plain"
      })
  void whatIsNoMediaTypeIsRefused(String value) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ContentType(value))
        .withMessageContaining("type/subtype");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "text/plain; a=\"\r\nSet-Cookie: b\"",
        "text/plain;\u0000",
        "text/plain; a=\u007f",
        "text/plain; name=caf\u00e9",
        "text/plain; a=\u0161"
      })
  void aParameterThatNoFieldCanCarryIsRefused(String value) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ContentType(value))
        .withMessageContaining("visible characters of ASCII");
  }

  @Test
  void aTypeThatHttp2CannotCarryIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ContentType("text/plain; a=\"" + "{".repeat(12) + "\""))
        .withMessageContaining("use fewer of ! \" #");
    assertThat(new ContentType("text/plain; a=\"{}\"").value()).endsWith("{}\"");
  }

  @Test
  void aTypeHasAtMost256Characters() {
    String longest = "text/" + "x".repeat(251);
    assertThat(new ContentType(longest).value()).hasSize(256);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new ContentType(longest + "x"))
        .withMessageContaining("256 characters");
  }
}
