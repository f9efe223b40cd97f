package durablestreams.application.json;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reader of small JSON documents that this server wrote: objects, arrays, strings, whole numbers
 * and {@code true} or {@code false}.
 */
public final class JsonReader {

  private static final int MAX_DEPTH = 16;

  private final String text;
  private int at;

  private JsonReader(String text) {
    this.text = text;
  }

  /**
   * The object that a document holds: values are {@link Map}, {@link List}, {@link String}, {@link
   * Long} or {@link Boolean}.
   *
   * @throws IllegalArgumentException when it is no such document
   */
  public static Map<?, ?> object(String text) {
    JsonReader reader = new JsonReader(text);
    Object value = reader.value(0);
    reader.space();
    if (reader.at != text.length() || !(value instanceof Map<?, ?> object)) {
      throw reader.wrong();
    }
    return object;
  }

  private Object value(int depth) {
    space();
    if (depth > MAX_DEPTH || at == text.length()) {
      throw wrong();
    }
    char first = text.charAt(at);
    if (first == '{') {
      return members(depth);
    }
    if (first == '[') {
      return elements(depth);
    }
    if (first == '"') {
      return string();
    }
    if (word("true")) {
      return true;
    }
    return word("false") ? false : number();
  }

  private boolean word(String word) {
    boolean here = text.startsWith(word, at);
    at += here ? word.length() : 0;
    return here;
  }

  private Map<String, Object> members(int depth) {
    Map<String, Object> members = new LinkedHashMap<>();
    at++;
    if (!next('}')) {
      do {
        space();
        String name = string();
        require(':');
        members.put(name, value(depth + 1));
      } while (next(','));
      require('}');
    }
    return members;
  }

  private List<Object> elements(int depth) {
    List<Object> elements = new ArrayList<>();
    at++;
    if (!next(']')) {
      do {
        elements.add(value(depth + 1));
      } while (next(','));
      require(']');
    }
    return elements;
  }

  private String string() {
    require('"');
    StringBuilder out = new StringBuilder();
    while (at < text.length()) {
      char c = text.charAt(at++);
      if (c == '"') {
        return out.toString();
      }
      out.append(c == '\\' ? escaped() : c);
    }
    throw wrong();
  }

  private char escaped() {
    if (at == text.length()) {
      throw wrong();
    }
    char c = text.charAt(at++);
    return switch (c) {
      case '"', '\\', '/' -> c;
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'u' -> {
        if (at + 4 > text.length()) {
          throw wrong();
        }
        at += 4;
        yield (char) Integer.parseInt(text, at - 4, at, 16);
      }
      default -> throw wrong();
    };
  }

  private Long number() {
    int start = at;
    while (at < text.length() && (Character.isDigit(text.charAt(at)) || text.charAt(at) == '-')) {
      at++;
    }
    if (start == at) {
      throw wrong();
    }
    return Long.parseLong(text, start, at, 10);
  }

  private boolean next(char c) {
    space();
    boolean here = at < text.length() && text.charAt(at) == c;
    at += here ? 1 : 0;
    return here;
  }

  private void require(char c) {
    if (!next(c)) {
      throw wrong();
    }
  }

  private void space() {
    while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
  }

  private IllegalArgumentException wrong() {
    return new IllegalArgumentException("not the JSON that this server writes, at character " + at);
  }
}
