package durablestreams.conformance.official;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The outcome of one run of the suite, as {@code reporter.js} wrote it.
 *
 * @param passed the number of tests that passed
 * @param skipped the full names of tests that did not run
 * @param failures the full names of tests that failed, each with the first lines of its messages
 */
public record SuiteReport(int passed, List<String> skipped, List<String> failures) {

  static SuiteReport read(Path report) throws IOException {
    int passed = 0;
    List<String> skipped = new ArrayList<>();
    List<String> failures = new ArrayList<>();
    JsonNode root = new ObjectMapper().readTree(Files.readString(report));
    for (JsonNode test : root.path("tests")) {
      String name = test.path("name").asText();
      switch (test.path("state").asText()) {
        case "passed" -> passed++;
        case "failed" -> failures.add(name + messages(test.path("messages")));
        default -> skipped.add(name);
      }
    }
    if (!root.path("errors").isEmpty()) {
      failures.add("outside of any test" + messages(root.path("errors")));
    }
    return new SuiteReport(passed, List.copyOf(skipped), List.copyOf(failures));
  }

  private static String messages(JsonNode messages) {
    StringBuilder text = new StringBuilder();
    for (JsonNode message : messages) {
      message.asText().lines().limit(3).forEach(line -> text.append("\n    ").append(line));
    }
    return text.toString();
  }

  /** This report after its failed tests ran again, of which these failed once more. */
  SuiteReport with(List<String> failedAgain) {
    return new SuiteReport(
        passed + failures.size() - failedAgain.size(), skipped, List.copyOf(failedAgain));
  }

  /** The failures as a person reads them. */
  public String explained() {
    return failures.size() + " of the official tests failed:\n  " + String.join("\n  ", failures);
  }
}
