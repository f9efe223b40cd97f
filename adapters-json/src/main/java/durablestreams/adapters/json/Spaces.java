package durablestreams.adapters.json;

/** The white space of JSON. */
final class Spaces {

  private Spaces() {}

  /** The index of the first byte from {@code from} on that is none; the length without one. */
  static int skip(byte[] body, int from) {
    int at = from;
    while (at < body.length && isSpace(body[at])) {
      at++;
    }
    return at;
  }

  /** The index after the last byte before {@code to} that is none; there must be one. */
  static int skipBack(byte[] body, int to) {
    int at = to;
    while (isSpace(body[at - 1])) {
      at--;
    }
    return at;
  }

  private static boolean isSpace(byte b) {
    return b == ' ' || b == '\n' || b == '\r' || b == '\t';
  }
}
