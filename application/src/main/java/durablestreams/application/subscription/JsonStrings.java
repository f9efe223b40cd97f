package durablestreams.application.subscription;

import java.util.HexFormat;

/** Writer of JSON strings. */
public final class JsonStrings {

  private JsonStrings() {}

  /** Adds {@code text} as a JSON string. */
  public static void quote(StringBuilder json, String text) {
    json.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        json.append('\\').append(c);
      } else if (c < 0x20) {
        json.append("\\u").append(HexFormat.of().toHexDigits(c));
      } else {
        json.append(c);
      }
    }
    json.append('"');
  }

  /** Adds {@code "name":"text"}. */
  static StringBuilder member(StringBuilder json, String name, String text) {
    json.append('"').append(name).append("\":");
    quote(json, text);
    return json;
  }
}
