package durablestreams.cli.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Conversion between JSON text and maps, lists, strings, numbers and booleans. */
public final class Json {
  private static final JsonFactory FACTORY = new JsonFactory();

  /** What stands for JSON's null in maps and lists. */
  private static final Object NULL = Optional.empty();

  private Json() {}

  /** The object as JSON on one line. */
  public static String text(Map<String, ?> object) {
    StringWriter text = new StringWriter();
    try (JsonGenerator generator = FACTORY.createGenerator(text)) {
      write(generator, object);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  private static void write(JsonGenerator out, Object value) throws IOException {
    switch (value) {
      case Map<?, ?> object -> {
        out.writeStartObject();
        for (Map.Entry<?, ?> member : object.entrySet()) {
          out.writeFieldName(member.getKey().toString());
          write(out, member.getValue());
        }
        out.writeEndObject();
      }
      case List<?> array -> {
        out.writeStartArray();
        for (Object element : array) {
          write(out, element);
        }
        out.writeEndArray();
      }
      case Raw raw -> out.writeRawValue(raw.json());
      case Boolean flag -> out.writeBoolean(flag);
      case Long number -> out.writeNumber(number);
      case Integer number -> out.writeNumber(number);
      default -> {
        if (value.equals(NULL)) {
          out.writeNull();
        } else {
          out.writeString(value.toString());
        }
      }
    }
  }

  /** JSON text that stands in a map or list as it is. */
  public record Raw(String json) {}

  /** The object that the text is; empty when it is none. */
  public static Optional<Map<String, Object>> object(byte[] text) {
    try (JsonParser parser = FACTORY.createParser(text)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        return Optional.empty();
      }
      Map<String, Object> object = readObject(parser);
      return parser.nextToken() == null ? Optional.of(object) : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** What is wrong with the text as one JSON value; empty when nothing is. */
  public static Optional<String> problem(byte[] text) {
    try (JsonParser parser = FACTORY.createParser(text)) {
      if (parser.nextToken() == null) {
        return Optional.of("it is empty");
      }
      parser.skipChildren();
      return parser.nextToken() == null
          ? Optional.empty()
          : Optional.of("something follows the value");
    } catch (IOException e) {
      return Optional.of(
          String.valueOf(e.getMessage())
              .lines()
              .findFirst()
              .orElse("")
              .replaceAll(": was expect.*", ""));
    }
  }

  private static Map<String, Object> readObject(JsonParser parser) throws IOException {
    Map<String, Object> object = new LinkedHashMap<>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String name = parser.currentName();
      parser.nextToken();
      object.put(name, readValue(parser));
    }
    return object;
  }

  private static Object readValue(JsonParser parser) throws IOException {
    return switch (parser.currentToken()) {
      case START_OBJECT -> readObject(parser);
      case START_ARRAY -> {
        List<Object> array = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          array.add(readValue(parser));
        }
        yield array;
      }
      case VALUE_NUMBER_INT -> parser.getBigIntegerValue().longValue();
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      case VALUE_NULL -> NULL;
      default -> parser.getText();
    };
  }

  /** The member as an object; an empty one when it is none. */
  @SuppressWarnings("unchecked")
  public static Map<String, Object> member(Map<String, Object> object, String name) {
    return object.get(name) instanceof Map<?, ?> map ? (Map<String, Object>) map : Map.of();
  }

  /** The objects of a member that is an array; empty when it is none. */
  @SuppressWarnings("unchecked")
  public static List<Map<String, Object>> objects(Map<String, Object> object, String name) {
    return object.get(name) instanceof List<?> list
        ? list.stream()
            .filter(Map.class::isInstance)
            .map(item -> (Map<String, Object>) item)
            .toList()
        : List.of();
  }

  /** The member as text; empty when there is none. */
  public static String string(Map<String, Object> object, String name) {
    return object.get(name) instanceof String text ? text : "";
  }

  /** The member as a number; {@code absent} when there is none. */
  public static long number(Map<String, Object> object, String name, long absent) {
    return object.get(name) instanceof Long number ? number : absent;
  }
}
