package durablestreams.conformance.official;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What vitest's JSON report says about one run of the suite.
 *
 * @param passed the number of tests that passed
 * @param skipped the full names of tests that did not run
 * @param failures the full names of tests that failed, each with the first line of its message
 */
public record SuiteReport(int passed, List<String> skipped, List<String> failures) {

  static SuiteReport read(Path report) throws IOException {
    int passed = 0;
    List<String> skipped = new ArrayList<>();
    List<String> failures = new ArrayList<>();
    JsonNode root = new ObjectMapper().readTree(Files.readString(report));
    for (JsonNode file : root.path("testResults")) {
      for (JsonNode test : file.path("assertionResults")) {
        String name = test.path("fullName").asText();
        switch (test.path("status").asText()) {
          case "passed" -> passed++;
          case "failed" -> failures.add(name + "\n    " + firstMessage(test));
          default -> skipped.add(name);
        }
      }
      if (file.path("assertionResults").isEmpty()) {
        failures.add(file.path("name").asText() + "\n    " + file.path("message").asText());
      }
    }
    return new SuiteReport(passed, List.copyOf(skipped), List.copyOf(failures));
  }

  private static String firstMessage(JsonNode test) {
    String message = test.path("failureMessages").path(0).asText("no message");
    return message.lines().limit(3).reduce((a, b) -> a + "\n    " + b).orElse("");
  }

  /** The failures as a person reads them. */
  public String explained() {
    return failures.size() + " of the official tests failed:\n  " + String.join("\n  ", failures);
  }
}
