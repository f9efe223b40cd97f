package durablestreams.adapters.http.errors;

import java.nio.charset.StandardCharsets;

/** The body of a refusal: a line of text, or JSON for a client that accepts it. */
public final class ErrorBody {

  public static final String TEXT = "text/plain; charset=utf-8";
  public static final String JSON = "application/json";

  private ErrorBody() {}

  /** Whether a client with this {@code Accept} header is sent JSON; no header is the empty text. */
  public static boolean wantsJson(String accept) {
    return accept.contains(JSON);
  }

  public static byte[] text(String sentence) {
    return (sentence + "\n").getBytes(StandardCharsets.UTF_8);
  }

  public static byte[] json(ErrorCode code, String sentence) {
    StringBuilder out = new StringBuilder(64 + sentence.length());
    out.append("{\"error\":{\"code\":\"").append(code.code()).append("\",\"message\":\"");
    for (int i = 0; i < sentence.length(); i++) {
      char c = sentence.charAt(i);
      switch (c) {
        case '"' -> out.append("\\\"");
        case '\\' -> out.append("\\\\");
        default -> {
          if (c < 0x20 || Character.isSurrogate(c)) {
            out.append("\\u").append(Character.forDigit(c >> 12, 16));
            out.append(Character.forDigit(c >> 8 & 0xf, 16));
            out.append(Character.forDigit(c >> 4 & 0xf, 16));
            out.append(Character.forDigit(c & 0xf, 16));
          } else {
            out.append(c);
          }
        }
      }
    }
    return out.append("\"}}\n").toString().getBytes(StandardCharsets.UTF_8);
  }
}
