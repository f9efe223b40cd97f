package durablestreams.benchmarks.report;

import java.util.Collection;
import java.util.Map;

/** JSON text of maps, collections, strings, numbers and truth values; nothing else is needed. */
public final class Json {

  private final StringBuilder text = new StringBuilder();

  private Json() {}

  /** The text of a value, indented by two spaces. */
  public static String of(Object value) {
    Json json = new Json();
    json.value(value, "\n");
    return json.text.append('\n').toString();
  }

  private void value(Object value, String indent) {
    switch (value) {
      case Map<?, ?> map -> object(map, indent);
      case Collection<?> collection -> array(collection);
      case Double number when !Double.isFinite(number) -> text.append("null");
      case Number number -> text.append(number);
      case Boolean truth -> text.append(truth);
      default -> string(value.toString());
    }
  }

  private void object(Map<?, ?> map, String indent) {
    String inner = indent + "  ";
    String separator = "";
    text.append('{');
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      text.append(separator).append(inner);
      string(entry.getKey().toString());
      text.append(": ");
      value(entry.getValue(), inner);
      separator = ",";
    }
    text.append(map.isEmpty() ? "}" : indent + "}");
  }

  private void array(Collection<?> collection) {
    String separator = "";
    text.append('[');
    for (Object element : collection) {
      text.append(separator);
      value(element, "\n");
      separator = ", ";
    }
    text.append(']');
  }

  private void string(String value) {
    text.append('"');
    for (char c : value.toCharArray()) {
      switch (c) {
        case '"' -> text.append("\\\"");
        case '\\' -> text.append("\\\\");
        case '\n' -> text.append("\\n");
        default -> {
          if (c < ' ') {
            text.append("\\u%04x".formatted((int) c));
          } else {
            text.append(c);
          }
        }
      }
    }
    text.append('"');
  }
}
