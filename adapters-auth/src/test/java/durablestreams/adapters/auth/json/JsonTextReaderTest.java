package durablestreams.adapters.auth.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What counts as JSON, and where a complaint says that it is none. */
class JsonTextReaderTest {

  private static Json read(String text) {
    return JsonTextReader.read(text.getBytes(UTF_8));
  }

  private static String complaint(String text) {
    JsonShapeException e = catchThrowableOfType(JsonShapeException.class, () -> read(text));
    return e == null ? "none" : e.sentence();
  }

  private static String nested(int depth) {
    return "[".repeat(depth) + "]".repeat(depth);
  }

  @Test
  void valuesAreAsTheyWereWritten() {
    Json.Obj all =
        read("{\"n\": -1.50e+3, \"big\": 123456789012345678901234567890, \"t\": \"\\u00e9\\n\\ud800\"}")
            .asObject();
    assertThat(all.required("n")).isEqualTo(new Json.Num(new Json.Place(1, "n"), "-1.50e+3"));
    assertThat(all.required("big"))
        .isEqualTo(new Json.Num(new Json.Place(1, "big"), "123456789012345678901234567890"));
    assertThat(all.required("t").asText()).isEqualTo("\u00e9\n\ud800");
    assertThat(read("[true, false, null]").asList())
        .isEqualTo(
            List.of(
                new Json.Bool(new Json.Place(1, "[0]"), true),
                new Json.Bool(new Json.Place(1, "[1]"), false),
                new Json.Null(new Json.Place(1, "[2]"))));
  }

  @Test
  void aByteOrderMarkInFrontIsIgnored() {
    assertThat(complaint("\ufeff{}")).isEqualTo("none");
    assertThat(complaint("\ufeff\ufeff{}")).isEqualTo("line 1: is not valid JSON");
  }

  @Test
  void nestingHasALimit() {
    assertThat(complaint(nested(JsonTextReader.MAX_DEPTH))).isEqualTo("none");
    assertThat(complaint(nested(JsonTextReader.MAX_DEPTH + 1)))
        .isEqualTo(
            "line 1, %s: is not valid JSON".formatted("[0]".repeat(JsonTextReader.MAX_DEPTH)));
  }

  @Test
  void aNameStandsInAnObjectOnceHoweverItIsWritten() {
    assertThat(complaint("{\"a\": {\"b\": 1,\n \"\\u0062\": 1}}"))
        .isEqualTo("line 2, a.b: stands there twice");
    assertThat(complaint("[{\"a\": 1}, {\"a\": 1}]")).isEqualTo("none");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"a": [{]}             | line 1, a[0]: is not valid JSON
          {"a": 1,~"b": [1~2]}   | line 3, b[1]: is not valid JSON
          {"a":~tru}             | line 2, a: is not valid JSON
          {"a": 1,}              | line 1, a: is not valid JSON
          {"a": 1} ~ ,           | line 1: has text after the end of the JSON
          [1, 2~]~]              | line 2: has text after the end of the JSON
          7x                     | line 1: is not valid JSON
          ~~                     | line 1: is not valid JSON
          """)
  void complaintsSayWhere(String text, String complaint) {
    assertThat(complaint(text.replace('~', '\n'))).isEqualTo(complaint);
  }
}
