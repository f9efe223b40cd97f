package durablestreams.bootstrap.settings;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Suggestions for misspelled words. */
public final class Spelling {

  private Spelling() {}

  /** The nearest of {@code words}, or empty when none is near. */
  static Optional<String> nearest(String word, Collection<String> words) {
    String plain = word.toLowerCase(Locale.ROOT).replace('_', '-').replace('.', '-');
    int bound = Math.max(1, plain.length() / 3);
    return words.stream()
        .filter(w -> distance(plain, w) <= bound)
        .min(Comparator.comparingInt((String w) -> distance(plain, w)).thenComparing(w -> w));
  }

  /** What to add to an error: a question in parentheses, with a space before it, or nothing. */
  public static String hint(String prefix, String word, Collection<String> words) {
    return nearest(word, words).map(w -> " (did you mean " + prefix + w + "?)").orElse("");
  }

  /** Letters to add, drop, change or swap with a neighbour to get from one word to the other. */
  static int distance(String from, String to) {
    int[][] cost = new int[from.length() + 1][to.length() + 1];
    for (int i = 0; i <= from.length(); i++) {
      for (int j = 0; j <= to.length(); j++) {
        if (i == 0 || j == 0) {
          cost[i][j] = i + j;
          continue;
        }
        int change = from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1;
        cost[i][j] =
            Math.min(Math.min(cost[i - 1][j], cost[i][j - 1]) + 1, cost[i - 1][j - 1] + change);
        boolean swapped =
            i > 1
                && j > 1
                && from.charAt(i - 1) == to.charAt(j - 2)
                && from.charAt(i - 2) == to.charAt(j - 1);
        if (swapped) {
          cost[i][j] = Math.min(cost[i][j], cost[i - 2][j - 2] + 1);
        }
      }
    }
    return cost[from.length()][to.length()];
  }
}
