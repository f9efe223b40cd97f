package durablestreams.application.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonReaderTest {

  @Test
  void whatTheWriterWroteIsRead() {
    JsonWriter json = new JsonWriter().beginObject();
    json.member("text", "a \"b\"\\\n\u00e9").member("number", -12L).member("yes", true);
    json.name("list").beginArray().value(1L).beginObject().endObject().endArray();
    assertThat(
            JsonReader.object(json.endObject() + "\n")
                .equals(
                    Map.of(
                        "text",
                        "a \"b\"\\\n\u00e9",
                        "number",
                        -12L,
                        "yes",
                        true,
                        "list",
                        List.of(1L, Map.of()))))
        .isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "[]",
        "{\"a\"}",
        "{\"a\":}",
        "{\"a\":1,}",
        "{} {}",
        "{\"a\":\"\\x\"}",
        "{\"a\":\"\\u12\"}",
        "{\"a\":-}",
        "{\"a\":1.5}"
      })
  void anythingElseIsRefused(String text) {
    assertThatThrownBy(() -> JsonReader.object(text)).isInstanceOf(IllegalArgumentException.class);
  }
}
