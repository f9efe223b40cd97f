package durablestreams.histories.check;

import java.util.List;
import java.util.stream.Collectors;

/**
 * Result of a check.
 *
 * @param acknowledged the number of acknowledged messages
 * @param violations the first ones of each rule
 * @param found the number of all violations
 */
public record Report(
    int operations, int streams, int acknowledged, List<Violation> violations, int found) {

  public boolean isClean() {
    return found == 0;
  }

  @Override
  public String toString() {
    String summary =
        operations
            + " operations on "
            + streams
            + " streams, "
            + acknowledged
            + " acknowledged messages: "
            + (isClean() ? "no violation" : found + " violations");
    return summary
        + violations.stream().map(violation -> "\n" + violation).collect(Collectors.joining());
  }
}
