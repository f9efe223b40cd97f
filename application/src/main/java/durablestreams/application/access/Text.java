package durablestreams.application.access;

/** Validation of text that is used in a header, a response or a log line. */
final class Text {

  private Text() {}

  static void requireLine(String what, String text, int max) {
    if (text.isBlank() || text.length() > max || text.chars().anyMatch(Character::isISOControl)) {
      throw new IllegalArgumentException(
          what + " is one line of 1 to " + max + " characters, without control characters");
    }
  }

  static void requireHeader(String what, String text, int max) {
    requireLine(what, text, max);
    if (text.chars().anyMatch(c -> c > 0x7e)) {
      throw new IllegalArgumentException(what + " is ASCII, because it is sent as a header");
    }
  }
}
