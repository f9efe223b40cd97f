package durablestreams.conformance.limits;

import static org.assertj.core.api.Assertions.assertThat;

import durablestreams.conformance.harness.HttpReply;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** What docs/errors.md promises of every refusal. */
record ErrorPage(Map<String, Line> lines) {
  private static final Pattern FIELD = Pattern.compile("`([^`]+)`");

  /**
   * One code of the page.
   *
   * @param fields the names of the fields that go with it
   * @param last whether the connection ends with the answer
   */
  record Line(int status, List<String> fields, boolean last) {}

  static ErrorPage read() {
    Path page = Path.of(System.getProperty("basedir", "."), "..", "docs", "errors.md");
    Map<String, Line> lines = new LinkedHashMap<>();
    try {
      for (String text : Files.readAllLines(page)) {
        String[] cells = text.split("\\|");
        if (text.startsWith("| `") && cells.length >= 5) {
          lines.put(
              cells[1].strip().replace("`", ""),
              new Line(
                  Integer.parseInt(cells[2].strip()),
                  FIELD.matcher(cells[4]).results().map(match -> match.group(1)).toList(),
                  cells[3].contains("the connection ends")));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    assertThat(lines).isNotEmpty();
    return new ErrorPage(lines);
  }

  /** Checks a refusal against the page; the connection it came over is looked at elsewhere. */
  void check(String code, HttpReply reply) {
    Line line = lines.get(code);
    assertThat(line).as("docs/errors.md tells of " + code).isNotNull();
    assertThat(reply.status()).as("%s", reply).isEqualTo(line.status());
    checkBrowserFields(reply);
    assertThat(reply.required("Cache-Control")).isEqualTo("no-store");
    for (String field : line.fields()) {
      assertThat(reply.required(field)).as(field).isNotEmpty();
    }
    if (reply.status() != 401) {
      assertThat(reply.has("WWW-Authenticate")).isFalse();
    }
    if (!line.fields().contains("Retry-After")) {
      assertThat(reply.has("Retry-After")).as("Retry-After in %s", reply).isFalse();
    }
    if (reply.required("Content-Type").equals("application/json")) {
      assertThat(reply.text())
          .matches("\\{\"error\":\\{\"code\":\"" + code + "\",\"message\":\"[^\\n]+\"}}\\n");
    } else {
      assertThat(reply.required("Content-Type")).isEqualTo("text/plain; charset=utf-8");
      assertThat(reply.text()).matches("[^\\n]{5,300}\\n");
    }
    assertThat(reply.text()).doesNotContain("Exception", "durablestreams.", "io.helidon", "\tat ");
  }

  /** What every answer has, refusal or not. */
  static void checkBrowserFields(HttpReply reply) {
    assertThat(reply.required("Access-Control-Allow-Origin")).as("%s", reply).isEqualTo("*");
    assertThat(reply.list("Access-Control-Expose-Headers"))
        .contains("Stream-Next-Offset", "Retry-After", "Location");
    assertThat(reply.required("X-Content-Type-Options")).isEqualTo("nosniff");
    assertThat(reply.required("Cross-Origin-Resource-Policy")).isEqualTo("cross-origin");
    assertThat(reply.has("Cache-Control")).as("Cache-Control in %s", reply).isTrue();
  }
}
