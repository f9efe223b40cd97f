package durablestreams.application.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class JsonWriterTest {

  @Test
  void commasAreBetweenValuesAndMembersOnly() {
    JsonWriter json = new JsonWriter().beginObject();
    json.member("text", "{").member("number", -1L).member("truth", true);
    json.name("list").beginArray().value("[").value(2L).beginObject().endObject();
    json.beginArray().endArray().value(false).endArray();
    json.name("map").beginObject().endObject();
    assertThat(json.member("nothing", null).endObject())
        .hasToString(
            "{\"text\":\"{\",\"number\":-1,\"truth\":true,\"list\":[\"[\",2,{},[],false],"
                + "\"map\":{},\"nothing\":null}");
  }

  @Test
  void quotesBackslashesControlsAndSurrogatesAreEscaped() {
    assertThat(new JsonWriter().value("\"\\\n\u0000é\uD83D\uDE00"))
        .hasToString("\"\\\"\\\\\\u000a\\u0000é\\ud83d\\ude00\"");
    assertThat(new String(new JsonWriter().value("\uD83D").utf8(), StandardCharsets.UTF_8))
        .isEqualTo("\"\\ud83d\"");
  }

  @Test
  void numbersThatJsonCannotSayAreNull() {
    JsonWriter json = new JsonWriter().beginArray();
    json.value(1.5).value(Double.NaN).value(Double.NEGATIVE_INFINITY).endArray();
    assertThat(json).hasToString("[1.5,null,null]");
  }
}
