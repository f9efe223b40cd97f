package durablestreams.adapters.auth.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonStreamContext;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reader of a JSON text (RFC 8259), strict: UTF-8 without errors, no name twice in an object,
 * nothing after the value, at most {@value #MAX_DEPTH} levels. What two readers could understand in
 * two ways must not decide who gets in.
 */
public final class JsonTextReader {

  static final int MAX_DEPTH = 16;

  private static final String BYTE_ORDER_MARK = "\uFEFF";

  /** Keeps no names and no buffers: headers of tokens are read before their signature. */
  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build())
          .recyclerPool(JsonRecyclerPools.nonRecyclingPool())
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
          .build();

  private final JsonParser parser;

  private JsonTextReader(JsonParser parser) {
    this.parser = parser;
  }

  /**
   * The value.
   *
   * @throws JsonShapeException when it is not JSON
   */
  public static Json read(byte[] utf8) {
    String text;
    try {
      text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8)).toString();
    } catch (CharacterCodingException e) {
      throw new JsonShapeException(new Json.Place(1, ""), "is not UTF-8");
    }
    String marked = text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text;
    try (JsonParser parser = FACTORY.createParser(marked)) {
      return new JsonTextReader(parser).whole();
    } catch (IOException e) {
      throw new IllegalStateException("a text in memory can be opened and closed", e);
    }
  }

  private Json whole() {
    Json value;
    try {
      value = value(parser.nextToken());
    } catch (IOException e) {
      throw new JsonShapeException(place(parser.currentLocation()), "is not valid JSON");
    }
    Json.Place end = place(parser.currentLocation());
    if (hasMore()) {
      throw new JsonShapeException(end, "has text after the end of the JSON");
    }
    return value;
  }

  private boolean hasMore() {
    try {
      return parser.nextToken() != null;
    } catch (IOException e) {
      return true;
    }
  }

  private Json value(@Nullable JsonToken token) throws IOException {
    Json.Place place = place(parser.currentTokenLocation());
    return switch (token) {
      case START_OBJECT -> new Json.Obj(place, fields());
      case START_ARRAY -> new Json.Array(place, items());
      case VALUE_STRING -> new Json.Text(place, parser.getText());
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> new Json.Num(place, parser.getText());
      case VALUE_TRUE, VALUE_FALSE -> new Json.Bool(place, parser.getBooleanValue());
      case VALUE_NULL -> new Json.Null(place);
      case null, default -> throw new JsonShapeException(place, "is not valid JSON");
    };
  }

  private Map<String, Json> fields() throws IOException {
    Map<String, Json> fields = new LinkedHashMap<>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      Json value = value(parser.nextToken());
      if (fields.put(name, value) != null) {
        throw new JsonShapeException(value.place(), "stands there twice");
      }
    }
    return Collections.unmodifiableMap(fields);
  }

  private List<Json> items() throws IOException {
    List<Json> items = new ArrayList<>();
    for (JsonToken token = parser.nextToken();
        token != JsonToken.END_ARRAY;
        token = parser.nextToken()) {
      items.add(value(token));
    }
    return Collections.unmodifiableList(items);
  }

  private Json.Place place(JsonLocation location) {
    return new Json.Place(Math.max(1, location.getLineNr()), path(parser.getParsingContext()));
  }

  /** The way from the whole text to a value, such as {@code tokens[0].name}. */
  private static String path(JsonStreamContext context) {
    JsonStreamContext parent = context.getParent();
    if (parent == null) {
      return "";
    }
    String outer = path(parent);
    if (context.inArray()) {
      return context.hasCurrentIndex() ? outer + "[" + context.getCurrentIndex() + "]" : outer;
    }
    String name = context.getCurrentName();
    if (name == null || outer.isEmpty()) {
      return name == null ? outer : name;
    }
    return outer + "." + name;
  }
}
