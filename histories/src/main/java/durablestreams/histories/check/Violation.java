package durablestreams.histories.check;

import durablestreams.histories.history.Operation;
import java.util.List;
import java.util.stream.Collectors;

/** Broken rule of a history, with the few operations that show it. */
public record Violation(Rule rule, String stream, String text, List<Operation> operations) {

  public Violation {
    operations = List.copyOf(operations);
  }

  @Override
  public String toString() {
    return rule
        + " in "
        + stream
        + ": "
        + text
        + operations.stream()
            .map(operation -> "\n    " + shortened(operation.toString()))
            .collect(Collectors.joining());
  }

  private static String shortened(String line) {
    return line.length() <= 600
        ? line
        : line.substring(0, 400) + " … " + line.substring(line.length() - 200);
  }
}
