package durablestreams.histories.history;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Flat JSON object: its members are strings, numbers, booleans and arrays of them. Numbers and
 * booleans are kept as their text.
 */
public final class JsonObject {
  private final Map<String, Object> members = new LinkedHashMap<>();

  /** A number or boolean, which is written without quotes. */
  private record Bare(String text) {
    @Override
    public String toString() {
      return text;
    }
  }

  public static JsonObject parse(String text) {
    return new Parser(text).document();
  }

  void put(String name, String value) {
    members.put(name, value);
  }

  void put(String name, long value) {
    members.put(name, new Bare(Long.toString(value)));
  }

  void putIf(String name, boolean value) {
    if (value) {
      members.put(name, new Bare("true"));
    }
  }

  void putUnlessZero(String name, long value) {
    if (value != 0) {
      put(name, value);
    }
  }

  void putUnlessEmpty(String name, String value) {
    if (!value.isEmpty()) {
      put(name, value);
    }
  }

  void putUnlessEmpty(String name, List<String> values) {
    if (!values.isEmpty()) {
      members.put(name, values);
    }
  }

  /** Its text, or nothing where there is no such member. */
  public String text(String name) {
    @Nullable Object value = members.get(name);
    return value == null ? "" : value.toString();
  }

  String required(String name) {
    String text = text(name);
    if (text.isEmpty()) {
      throw new IllegalArgumentException("member \"" + name + "\" is missing");
    }
    return text;
  }

  long number(String name, long otherwise) {
    String text = text(name);
    return text.isEmpty() ? otherwise : Long.parseLong(text);
  }

  public boolean isTrue(String name) {
    return text(name).equals("true");
  }

  List<String> list(String name) {
    @Nullable Object value = members.get(name);
    return value instanceof List<?> list ? list.stream().map(Object::toString).toList() : List.of();
  }

  @Override
  public String toString() {
    var out = new StringBuilder("{");
    members.forEach((name, value) -> {
      out.append(out.length() > 1 ? "," : "");
      write(out, name);
      out.append(':');
      write(out, value);
    });
    return out.append('}').toString();
  }

  private static void write(StringBuilder out, Object value) {
    if (value instanceof List<?> list) {
      out.append('[');
      for (int i = 0; i < list.size(); i++) {
        out.append(i > 0 ? "," : "");
        write(out, list.get(i));
      }
      out.append(']');
    } else if (value instanceof Bare bare) {
      out.append(bare.text());
    } else {
      quote(out, value.toString());
    }
  }

  private static void quote(StringBuilder out, String text) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else if (c < ' ') {
        out.append(String.format("\\u%04x", (int) c));
      } else {
        out.append(c);
      }
    }
    out.append('"');
  }

  /** Reader of one object. */
  private static final class Parser {
    private final String text;
    private int at;

    Parser(String text) {
      this.text = text;
    }

    JsonObject document() {
      var object = new JsonObject();
      expect('{');
      if (!skip('}')) {
        do {
          String name = string();
          expect(':');
          object.members.put(name, value());
        } while (skip(','));
        expect('}');
      }
      return object;
    }

    private Object value() {
      blank();
      if (at < text.length() && text.charAt(at) == '"') {
        return string();
      }
      if (skip('[')) {
        List<Object> values = new ArrayList<>();
        if (!skip(']')) {
          do {
            values.add(value());
          } while (skip(','));
          expect(']');
        }
        return values;
      }
      int begin = at;
      while (at < text.length() && ",]} \t".indexOf(text.charAt(at)) < 0) {
        at++;
      }
      return new Bare(text.substring(begin, at));
    }

    private String string() {
      expect('"');
      var out = new StringBuilder();
      while (at < text.length() && text.charAt(at) != '"') {
        char c = text.charAt(at++);
        out.append(c == '\\' ? escape() : c);
      }
      expect('"');
      return out.toString();
    }

    private char escape() {
      char c = at < text.length() ? text.charAt(at++) : ' ';
      return switch (c) {
        case 'n' -> '\n';
        case 't' -> '\t';
        case 'r' -> '\r';
        case 'b' -> '\b';
        case 'f' -> '\f';
        case 'u' -> {
          at += 4;
          yield (char) Integer.parseInt(text.substring(at - 4, at), 16);
        }
        default -> c;
      };
    }

    private void blank() {
      while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
        at++;
      }
    }

    private boolean skip(char wanted) {
      blank();
      if (at < text.length() && text.charAt(at) == wanted) {
        at++;
        return true;
      }
      return false;
    }

    private void expect(char wanted) {
      if (!skip(wanted)) {
        throw new IllegalArgumentException("'" + wanted + "' expected at character " + at);
      }
    }
  }
}
