package durablestreams.adapters.http.connection.head;

import durablestreams.adapters.http.errors.ErrorCode;
import durablestreams.adapters.http.errors.HttpProblem;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * The first line of a request (RFC 9112, section 3).
 *
 * @param authority the host that an absolute target names; empty for any other target
 * @param minor the minor version of HTTP/1
 */
record RequestLine(
    String method, String authority, String path, String query, boolean fragment, int minor) {

  private static final int VERSION_LENGTH = "HTTP/1.1".length();

  /**
   * @param line without its line end
   * @throws HttpProblem when it is not a request line of HTTP/1
   */
  static RequestLine parse(byte[] line) {
    String method = method(line);
    int from = method.length() + 1;
    int to = from;
    while (to < line.length && line[to] != ' ') {
      if (line[to] >= 0 && line[to] < ' ' || line[to] == 0x7f) {
        throw bad("a control character in the request target");
      }
      to++;
    }
    if (to == from || to == line.length) {
      throw bad("a request line is a method, a target and a version, with one space between them");
    }
    int minor = minor(line, to + 1);
    // What is not ASCII becomes a character that no path and no query may have.
    String target = new String(line, from, to - from, StandardCharsets.US_ASCII);
    return of(method, target, minor);
  }

  private static String method(byte[] line) {
    int end = 0;
    while (end < line.length && Characters.isToken(line[end])) {
      end++;
    }
    if (end == 0 || end == line.length || line[end] != ' ') {
      throw bad("a request line begins with a method and one space");
    }
    return switch (end) {
      case 3 -> line[0] == 'G' && line[1] == 'E' && line[2] == 'T' ? "GET" : text(line, end);
      case 4 ->
          line[0] == 'P' && line[1] == 'O' && line[2] == 'S' && line[3] == 'T'
              ? "POST"
              : text(line, end);
      default -> text(line, end);
    };
  }

  private static String text(byte[] line, int end) {
    return new String(line, 0, end, StandardCharsets.US_ASCII);
  }

  private static int minor(byte[] line, int from) {
    boolean wellFormed =
        line.length - from == VERSION_LENGTH
            && line[from] == 'H'
            && line[from + 1] == 'T'
            && line[from + 2] == 'T'
            && line[from + 3] == 'P'
            && line[from + 4] == '/'
            && isDigit(line[from + 5])
            && line[from + 6] == '.'
            && isDigit(line[from + 7]);
    if (!wellFormed) {
      throw bad("a request line ends with a version such as HTTP/1.1");
    }
    if (line[from + 5] != '1') {
      throw new HttpProblem(
          ErrorCode.HTTP_VERSION_NOT_SUPPORTED, "this server speaks HTTP/1.0, HTTP/1.1 and HTTP/2");
    }
    return line[from + 7] - '0';
  }

  private static boolean isDigit(byte b) {
    return b >= '0' && b <= '9';
  }

  private static RequestLine of(String method, String target, int minor) {
    String authority = "";
    String rest = target;
    if (target.charAt(0) != '/') {
      boolean asterisk = target.equals("*") && method.equals("OPTIONS");
      if (!asterisk && !method.equals("CONNECT")) {
        int from = authorityOf(target);
        int to = from;
        while (to < target.length() && "/?#".indexOf(target.charAt(to)) < 0) {
          to++;
        }
        authority = target.substring(from, to);
        rest =
            to == target.length() || target.charAt(to) != '/'
                ? "/" + target.substring(to)
                : target.substring(to);
      }
    }
    int hash = rest.indexOf('#');
    if (hash >= 0) {
      rest = rest.substring(0, hash);
    }
    int mark = rest.indexOf('?');
    String path = mark < 0 ? rest : rest.substring(0, mark);
    String query = mark < 0 ? "" : rest.substring(mark + 1);
    return new RequestLine(method, authority, path, query, hash >= 0, minor);
  }

  private static int authorityOf(String target) {
    int scheme = target.indexOf("://");
    String name = scheme < 0 ? "" : target.substring(0, scheme).toLowerCase(Locale.ROOT);
    if (!name.equals("http") && !name.equals("https")) {
      throw bad("a request target is a path that begins with a slash, or an http URL");
    }
    return scheme + 3;
  }

  private static HttpProblem bad(String sentence) {
    return new HttpProblem(ErrorCode.BAD_REQUEST, "not valid HTTP: " + sentence);
  }
}
