package durablestreams.adapters.json;

import java.nio.charset.StandardCharsets;

/** Error messages for invalid JSON, each with the byte at which it is invalid. */
final class Reasons {

  static final String NO_VALUE = "invalid JSON: the body is only white space";
  static final String ENDS_EARLY = "invalid JSON: the body ends in the middle of a value";

  private static final String[] WORDS_THAT_ARE_NO_NUMBERS = {"NaN", "Infinity"};

  private Reasons() {}

  static String notUtf8(int at) {
    return "invalid JSON at byte " + at + ": not UTF-8";
  }

  static String unexpected(byte[] body, int at) {
    boolean mark =
        at + 2 < body.length
            && body[at] == (byte) 0xef
            && body[at + 1] == (byte) 0xbb
            && body[at + 2] == (byte) 0xbf;
    return at(at) + (mark ? "a byte order mark, which must not be sent" : described(body, at));
  }

  static String afterValue(byte[] body, int at) {
    return at(at) + described(body, at) + " after the end of the value";
  }

  static String tooDeep(int maxDepth, int at) {
    return at(at) + "nested more than " + maxDepth + " deep";
  }

  static String nameTooLong(int most, int at) {
    return at(at) + "a name of more than " + most + " characters";
  }

  static String tooManyAlike(int at) {
    return at(at) + "too many names that look alike";
  }

  /**
   * @param reported the index that the parser gives, which for words is the one after them
   */
  static String syntax(byte[] body, int reported) {
    for (String word : WORDS_THAT_ARE_NO_NUMBERS) {
      int from = reported - word.length();
      if (from >= 0
          && word.equals(new String(body, from, word.length(), StandardCharsets.ISO_8859_1))) {
        return at(from) + word + " is not JSON";
      }
    }
    return reported >= body.length ? ENDS_EARLY : at(reported) + described(body, reported);
  }

  private static String at(int at) {
    return "invalid JSON at byte " + at + ": ";
  }

  private static String described(byte[] body, int at) {
    int c = body[at] & 0xff;
    return c > ' ' && c < 0x7f
        ? "unexpected '" + (char) c + "'"
        : "unexpected byte 0x%02x".formatted(c);
  }
}
