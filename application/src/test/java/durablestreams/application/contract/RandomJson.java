package durablestreams.application.contract;

import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Generator of random JSON values and random damage to them. */
final class RandomJson {

  private static final List<String> SPACES = List.of("", "", " ", "\n", "\t", "\r\n", "  \t");
  private static final List<String> CHARACTERS =
      List.of(
          "a", "b", " ", "0", ",", ":", "[", "]", "{", "}", "'", "/", "é", "語", "😀", "\u007f",
          "\\\"", "\\\\", "\\/", "\\n", "\\u0000", "\\uD83D", "\\udE00", "\u2028", "\ufeff");
  private static final byte[] TELLING =
      "\"\\[]{},:-+.eE0123456789tfnul \n\t\0/#'NI"
          .getBytes(java.nio.charset.StandardCharsets.US_ASCII);

  private final Random random;

  RandomJson(Random random) {
    this.random = random;
  }

  String value(int depth, boolean spaced) {
    return switch (random.nextInt(depth > 0 ? 8 : 5)) {
      case 0 -> List.of("true", "false", "null").get(random.nextInt(3));
      case 1, 2 -> number();
      case 3, 4 -> string();
      case 5, 6 -> object(depth, spaced);
      default -> array(depth, spaced);
    };
  }

  String space(boolean spaced) {
    return spaced ? SPACES.get(random.nextInt(SPACES.size())) : "";
  }

  private String number() {
    String whole = random.nextBoolean() ? "0" : "1" + digits(random.nextInt(20));
    String fraction = random.nextBoolean() ? "" : "." + digits(random.nextInt(1, 20));
    String exponent =
        random.nextInt(3) > 0
            ? ""
            : List.of("e", "E", "e+", "E-").get(random.nextInt(4)) + digits(random.nextInt(1, 5));
    return (random.nextBoolean() ? "-" : "") + whole + fraction + exponent;
  }

  private String digits(int count) {
    StringBuilder digits = new StringBuilder();
    for (int i = 0; i < count; i++) {
      digits.append(random.nextInt(10));
    }
    return digits.toString();
  }

  private String string() {
    StringBuilder text = new StringBuilder("\"");
    for (int n = random.nextInt(30); n > 0; n--) {
      text.append(CHARACTERS.get(random.nextInt(CHARACTERS.size())));
    }
    return text.append('"').toString();
  }

  private String object(int depth, boolean spaced) {
    StringBuilder text = new StringBuilder("{").append(space(spaced));
    int members = random.nextInt(5);
    for (int i = 0; i < members; i++) {
      text.append(i > 0 ? "," : "").append(space(spaced)).append(string()).append(space(spaced));
      text.append(':').append(space(spaced)).append(value(depth - 1, spaced));
      text.append(space(spaced));
    }
    return text.append('}').toString();
  }

  private String array(int depth, boolean spaced) {
    StringBuilder text = new StringBuilder("[").append(space(spaced));
    int elements = random.nextInt(5);
    for (int i = 0; i < elements; i++) {
      text.append(i > 0 ? "," : "").append(space(spaced)).append(value(depth - 1, spaced));
      text.append(space(spaced));
    }
    return text.append(']').toString();
  }

  /** The text with a byte or two changed, taken out, put in or cut off. */
  byte[] damaged(byte[] text) {
    byte[] damaged = text;
    for (int n = random.nextInt(3); n > 0 && damaged.length > 0; n--) {
      int at = random.nextInt(damaged.length);
      damaged =
          switch (random.nextInt(5)) {
            case 0 -> Arrays.copyOf(damaged, at);
            case 1 -> replaced(damaged, at, 1, new byte[0]);
            case 2 -> replaced(damaged, at, 1, new byte[] {(byte) random.nextInt(256)});
            case 3 -> replaced(damaged, at, 0, new byte[] {telling()});
            default -> replaced(damaged, at, 1, new byte[] {telling()});
          };
    }
    return damaged;
  }

  private byte telling() {
    return TELLING[random.nextInt(TELLING.length)];
  }

  private static byte[] replaced(byte[] text, int at, int removed, byte[] added) {
    byte[] result = new byte[text.length - removed + added.length];
    System.arraycopy(text, 0, result, 0, at);
    System.arraycopy(added, 0, result, at, added.length);
    System.arraycopy(text, at + removed, result, at + added.length, text.length - at - removed);
    return result;
  }
}
