package durablestreams.adapters.auth;

import com.nimbusds.jose.shaded.gson.Strictness;
import com.nimbusds.jose.shaded.gson.stream.JsonReader;
import com.nimbusds.jose.shaded.gson.stream.JsonToken;
import java.io.IOException;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads a JSON text (RFC 8259) strictly: UTF-8 without errors, no name twice in an object, nothing
 * after the value, at most {@value #MAX_DEPTH} levels. What two readers could understand in two
 * ways must not decide who gets in.
 */
final class JsonTextReader {

  static final int MAX_DEPTH = 16;

  private final JsonReader reader;

  private JsonTextReader(String text) {
    reader = new JsonReader(new StringReader(text));
    reader.setStrictness(Strictness.STRICT);
    reader.setNestingLimit(MAX_DEPTH);
  }

  /**
   * The value.
   *
   * @throws JsonMisfitException when it is not JSON
   */
  static Json read(byte[] utf8) {
    String text;
    try {
      text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8)).toString();
    } catch (CharacterCodingException e) {
      throw new JsonMisfitException(new Json.Place(1, ""), "is not UTF-8");
    }
    JsonTextReader in = new JsonTextReader(text);
    try {
      Json value = in.value();
      in.end();
      return value;
    } catch (IOException | IllegalStateException | NumberFormatException e) {
      throw new JsonMisfitException(in.place(), "is not valid JSON");
    }
  }

  private void end() {
    Json.Place place = place();
    try {
      if (reader.peek() == JsonToken.END_DOCUMENT) {
        return;
      }
    } catch (IOException e) {
      // It is text that could not even begin a value; told below.
    }
    throw new JsonMisfitException(place, "has text after the end of the JSON");
  }

  private Json value() throws IOException {
    JsonToken token = reader.peek();
    Json.Place place = place();
    return switch (token) {
      case BEGIN_OBJECT -> new Json.Obj(place, fields());
      case BEGIN_ARRAY -> new Json.Array(place, items());
      case STRING -> new Json.Text(place, reader.nextString());
      case NUMBER -> new Json.Num(place, reader.nextString());
      case BOOLEAN -> new Json.Bool(place, reader.nextBoolean());
      case NULL -> {
        reader.nextNull();
        yield new Json.Null(place);
      }
      case NAME, END_ARRAY, END_OBJECT, END_DOCUMENT ->
          throw new JsonMisfitException(place, "is not valid JSON");
    };
  }

  private Map<String, Json> fields() throws IOException {
    Map<String, Json> fields = new LinkedHashMap<>();
    reader.beginObject();
    while (reader.hasNext()) {
      String name = reader.nextName();
      Json value = value();
      if (fields.put(name, value) != null) {
        throw new JsonMisfitException(value.place(), "stands there twice");
      }
    }
    reader.endObject();
    return Collections.unmodifiableMap(fields);
  }

  private List<Json> items() throws IOException {
    List<Json> items = new ArrayList<>();
    reader.beginArray();
    while (reader.hasNext()) {
      items.add(value());
    }
    reader.endArray();
    return Collections.unmodifiableList(items);
  }

  /** The reader tells its line only as part of a sentence: {@code … at line 3 column 7 path …}. */
  private Json.Place place() {
    String sentence = reader.toString();
    int from = sentence.indexOf(" at line ") + " at line ".length();
    int line = Integer.parseInt(sentence, from, sentence.indexOf(' ', from), 10);
    String path = reader.getPath();
    return new Json.Place(line, path.startsWith("$.") ? path.substring(2) : path.substring(1));
  }
}
