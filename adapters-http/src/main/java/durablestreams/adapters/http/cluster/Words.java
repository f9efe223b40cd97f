package durablestreams.adapters.http.cluster;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

/** One line of words between which there is a space, as nodes send them to each other. */
final class Words {

  private Words() {}

  static String join(String... words) {
    return String.join(" ", words);
  }

  static List<String> split(String line) {
    return List.of(line.split(" ", -1));
  }

  /** A text as one word of ASCII, in Base64. */
  static String encode(String text) {
    return Base64.getUrlEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * The inverse of {@link #encode}.
   *
   * @throws IllegalArgumentException when this is no such word
   */
  static String decode(String word) {
    return new String(Base64.getUrlDecoder().decode(word), StandardCharsets.UTF_8);
  }
}
