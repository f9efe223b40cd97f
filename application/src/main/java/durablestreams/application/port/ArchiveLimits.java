package durablestreams.application.port;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Limits of object names and descriptions that every archive supports: a folder, whose file names
 * have limits, and an object store, which carries descriptions as headers.
 */
public final class ArchiveLimits {

  /** The longest name; S3 allows 1,024 bytes and a configured prefix takes some. */
  public static final int NAME_BYTES = 700;

  /** The longest part of a name between slashes. */
  public static final int NAME_PART_BYTES = 240;

  /** Maximum entries of a description. */
  public static final int ENTRIES = 10;

  /**
   * The most bytes in a description, names and values: as many as S3 keeps with an object. A value
   * that is not {@linkplain #isPlain plain} counts with the size of its base64 encoding: its UTF-8
   * bytes plus a third, plus one.
   */
  public static final int DESCRIPTION_BYTES = 2_040;

  /** No part begins with a dot, so that no name leads out of a folder. */
  private static final Pattern NAME_PART =
      Pattern.compile("[A-Za-z0-9_~-][A-Za-z0-9._~-]{0," + (NAME_PART_BYTES - 1) + "}");

  private static final Pattern ENTRY_NAME = Pattern.compile("[a-z0-9-]{1,40}");

  private ArchiveLimits() {}

  /**
   * Whether this can be the name of an object: parts of ASCII letters, digits and {@code . _ ~ -},
   * none of which begins with a dot, with single slashes between them.
   */
  public static boolean isName(String name) {
    if (name.length() > NAME_BYTES) {
      return false;
    }
    for (String part : name.split("/", -1)) {
      if (!NAME_PART.matcher(part).matches()) {
        return false;
      }
    }
    return true;
  }

  /**
   * The name of an object, when it {@linkplain #isName is one}.
   *
   * @throws IllegalArgumentException when it is not
   */
  public static String requireName(String name) {
    require(
        isName(name),
        "an object name has parts of letters, digits and . _ ~ - with slashes between, at most 700",
        name);
    return name;
  }

  /**
   * The beginning of names of objects, cut anywhere; may be empty.
   *
   * @throws IllegalArgumentException when no name begins like this
   */
  public static String requirePrefix(String prefix) {
    // What ends in the middle of a part is a name itself; one letter makes the others into one.
    return isName(prefix + "x") ? prefix : requireName(prefix);
  }

  /**
   * Whether a value can be sent unencoded in a header through any proxy: printable ASCII, not
   * empty, no leading, trailing or repeated spaces, and no leading {@code =}, which marks encoded
   * values.
   */
  public static boolean isPlain(String value) {
    return !value.isEmpty()
        && value.charAt(0) != '='
        && value.equals(value.strip())
        && !value.contains("  ")
        && value.chars().allMatch(c -> c >= ' ' && c < 0x7f);
  }

  /**
   * A description, when every archive can keep it.
   *
   * @throws IllegalArgumentException when it is too large or has a bad name or an unpaired
   *     surrogate
   */
  public static Map<String, String> requireDescription(Map<String, String> description) {
    require(description.size() <= ENTRIES, "a description has at most 10 facts", description);
    int bytes = 0;
    for (Map.Entry<String, String> entry : description.entrySet()) {
      String value = entry.getValue();
      require(
          ENTRY_NAME.matcher(entry.getKey()).matches(),
          "names in a description are lower-case ASCII letters, digits and hyphens, at most 40",
          entry.getKey());
      require(
          StandardCharsets.UTF_8.newEncoder().canEncode(value), "a value is not Unicode", value);
      bytes += entry.getKey().length() + bytes(value);
    }
    require(
        bytes <= DESCRIPTION_BYTES,
        "a description has at most " + DESCRIPTION_BYTES + " bytes when it is encoded",
        description);
    return description;
  }

  private static int bytes(String value) {
    return isPlain(value)
        ? value.length()
        : 1 + Math.ceilDiv(value.getBytes(StandardCharsets.UTF_8).length * 4, 3);
  }

  /**
   * Checks that a range has no negative side; whether an object has it is another question.
   *
   * @throws IllegalArgumentException when it has
   */
  public static void requireRange(long from, int length) {
    require(from >= 0 && length >= 0, "a range counts from zero", length + " bytes from " + from);
  }

  private static void require(boolean condition, String what, Object got) {
    if (!condition) {
      throw new IllegalArgumentException(what + ", not: " + got);
    }
  }
}
