package durablestreams.histories.check;

import durablestreams.histories.history.Operation;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Violations that a check found; of each rule the first ones are kept and the others counted. */
final class Findings {
  private static final int KEPT = 5;

  private final List<Violation> violations = new ArrayList<>();
  private final Map<Rule, Integer> counts = new EnumMap<>(Rule.class);

  void add(Rule rule, String stream, String text, Operation... operations) {
    if (counts.merge(rule, 1, Integer::sum) <= KEPT) {
      violations.add(new Violation(rule, stream, text, List.of(operations)));
    }
  }

  List<Violation> violations() {
    return violations;
  }

  Map<Rule, Integer> counts() {
    return counts;
  }
}
