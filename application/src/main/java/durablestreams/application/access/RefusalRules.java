package durablestreams.application.access;

import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Rules for the response by which a policy refuses a request. */
final class RefusalRules {

  private static final int MAX_VALUE = 8192;
  private static final int MAX_BODY = 65_536;
  private static final int NOT_MODIFIED = 304;

  /** Fields that frame a message, or that the server sets. */
  private static final Set<String> RESERVED =
      Set.of(
          "cache-control",
          "connection",
          "content-encoding",
          "content-length",
          "date",
          "keep-alive",
          "proxy-connection",
          "te",
          "trailer",
          "transfer-encoding",
          "upgrade");

  private static final String CORS = "access-control-";

  private RefusalRules() {}

  static void check(int status, Map<String, String> headers, String body) {
    if (status < 300 || status > 599 || status == NOT_MODIFIED) {
      throw new IllegalArgumentException(
          "the status of a refusal is 300 to 599, and not 304: " + status);
    }
    Set<String> names = new HashSet<>();
    headers.forEach((name, value) -> {
      String key = name.toLowerCase(Locale.ROOT);
      if (!name.matches("[!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}")) {
        throw new IllegalArgumentException("no name of a header field: " + name);
      }
      if (RESERVED.contains(key) || key.startsWith(CORS)) {
        throw new IllegalArgumentException("the server sets the header field " + name);
      }
      if (!names.add(key)) {
        throw new IllegalArgumentException("the header field " + name + " is given twice");
      }
      Text.requireHeader("the header field " + name, value, MAX_VALUE);
    });
    if (body.length() > MAX_BODY) {
      throw new IllegalArgumentException(
          "the body of a refusal has at most " + MAX_BODY + " characters: " + body.length());
    }
  }
}
