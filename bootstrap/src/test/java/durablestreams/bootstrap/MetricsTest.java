package durablestreams.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import durablestreams.application.access.AccessPolicies;
import durablestreams.application.fault.FaultPoints;
import durablestreams.bootstrap.settings.Settings;
import durablestreams.server.assembly.OpenFileLimit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What a whole server serves as metrics, next to what is documented and used. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MetricsTest {

  private static final Path ROOT = Path.of(System.getProperty("basedir", "."), "..");
  private static final String BEGIN = "<!-- metrics -->\n";
  private static final String END = "<!-- /metrics -->";
  private static final String[] TEXT = {"Content-Type", "text/plain"};
  private static final Pattern SAMPLE = Pattern.compile("([a-z0-9_]+)(?:\\{(.*)})? (\\S+)");
  private static final Pattern LABEL = Pattern.compile("([a-z_]+)=\"[^\"]*\"");
  private static final Pattern USED =
      Pattern.compile("\\b(?:durable_streams|jvm|process|system)_[a-z0-9_]+");

  private RunningServer server;
  private Http http;
  private Http admin;

  @BeforeAll
  void start(@TempDir Path folder) {
    Settings settings =
        TestSettings.of(
            "--port=0", "--data=" + folder.resolve("data"), "--max-live-readers-per-stream=1");
    server =
        new Wiring(
                settings,
                AccessPolicies.onClassPath(),
                TestSettings.noReload(settings),
                FaultPoints.NONE,
                Map.of())
            .start(OpenFileLimit.ofThisProcess(), () -> {});
    http = new Http(server.port());
    admin = new Http(server.adminPort().orElseThrow());
    http.send("PUT", "/v1/stream/a", "", TEXT);
    http.send("POST", "/v1/stream/a", "one", TEXT);
    http.send("POST", "/v1/stream/a", "two", TEXT);
    http.send("PUT", "/v1/stream/b", "", "Stream-Forked-From", "/v1/stream/a");
    http.send("GET", "/v1/stream/a?offset=-1&live=long-poll", "");
    http.send("GET", "/v1/stream/missing", "");
  }

  @AfterAll
  void stop() {
    http.close();
    admin.close();
    server.stop();
  }

  private String scrape() {
    return admin.send("GET", "/metrics", "").body();
  }

  /** A family of metrics, as the table shows it. */
  private record Family(String type, Set<String> labels, String help) {
    String row(String name) {
      String labelled = String.join(", ", labels.stream().map(label -> "`" + label + "`").toList());
      return "| `%s` | %s | %s | %s |\n".formatted(name, type, labelled, help);
    }
  }

  private static Map<String, Family> families(String text) {
    Map<String, Family> families = new TreeMap<>();
    Map<String, String> helps = new TreeMap<>();
    for (String line : text.lines().toList()) {
      String[] words = line.split(" ", 4);
      if (line.startsWith("# HELP ")) {
        helps.put(words[2], words.length > 3 ? words[3].strip() : "");
      } else if (line.startsWith("# TYPE ")) {
        families.put(
            words[2], new Family(words[3], new TreeSet<>(), helps.getOrDefault(words[2], "")));
      } else {
        Matcher sample = SAMPLE.matcher(line);
        assertThat(sample.matches()).as(line).isTrue();
        Matcher label = LABEL.matcher(sample.group(2) == null ? "" : sample.group(2));
        while (label.find()) {
          if (!label.group(1).equals("le")) {
            families.get(family(sample.group(1), families)).labels().add(label.group(1));
          }
        }
      }
    }
    return families;
  }

  private static String family(String name, Map<String, Family> families) {
    String base = name.replaceAll("_(bucket|sum|count)$", "");
    return families.containsKey(name) ? name : base;
  }

  private static double value(String text, String series) {
    return text.lines()
        .filter(line -> line.startsWith(series + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(series.length() + 1)))
        .findFirst()
        .orElseThrow(() -> new AssertionError("there is no " + series + " in\n" + text));
  }

  @Test
  void theTableIsWhatIsServed() throws IOException {
    StringBuilder table = new StringBuilder("| name | type | labels | |\n|---|---|---|---|\n");
    Map<String, Family> families = families(scrape());
    families.forEach((name, family) -> table.append(family.row(name)));
    Path page = ROOT.resolve("docs/metrics.md");
    String text = Files.readString(page);
    int begin = text.indexOf(BEGIN) + BEGIN.length();
    int end = text.indexOf(END);
    if (Boolean.getBoolean("metrics.write")) {
      Files.writeString(page, text.substring(0, begin) + table + text.substring(end));
      return;
    }
    assertThat(text.substring(begin, end)).isEqualTo(table.toString());
    assertThat(families.values()).allSatisfy(family -> assertThat(family.help()).isNotEmpty());
  }

  @Test
  void numbersAreThoseOfTheRequests() {
    String text = scrape();
    assertThat(value(text, "durable_streams_appends_total")).isGreaterThanOrEqualTo(2);
    assertThat(value(text, "durable_streams_append_bytes_total")).isGreaterThanOrEqualTo(6);
    String count = "durable_streams_http_request_duration_seconds_count";
    assertThat(value(text, count + "{route=\"append\",status=\"2xx\"}")).isEqualTo(2);
    assertThat(value(text, count + "{route=\"long_poll\",status=\"2xx\"}")).isEqualTo(1);
    assertThat(value(text, count + "{route=\"read\",status=\"4xx\"}")).isEqualTo(1);
    assertThat(value(text, "durable_streams_http_rejections_total{reason=\"stream_not_found\"}"))
        .isEqualTo(1);
    assertThat(value(text, "durable_streams_live_deliveries_total{source=\"storage\"}"))
        .isEqualTo(1);
    assertThat(value(text, "durable_streams_commit_duration_seconds_count")).isPositive();
    assertThat(value(text, "durable_streams_commit_queue_wait_seconds_count")).isPositive();
    assertThat(value(text, "durable_streams_store_sync_duration_seconds_count")).isPositive();
    assertThat(value(text, "durable_streams_store_up")).isEqualTo(1);
    assertThat(text).doesNotContain("missing", "stream/a");
  }

  @Test
  void aClientThatAsksForOpenMetricsGetsThem() {
    String text =
        admin
            .send("GET", "/metrics", "", "Accept", "application/openmetrics-text; version=1.0.0")
            .body();
    assertThat(text).endsWith("# EOF\n");
  }

  @Test
  void theDashboardAndTheAlertsUseWhatIsServed() throws IOException {
    Map<String, Family> families = families(scrape());
    // Those of nodes, and with TLS, are not served here.
    Set<String> others = documentedBefore(Files.readString(ROOT.resolve("docs/metrics.md")));
    for (String file : Set.of("ops/grafana.json", "ops/alerts.yaml")) {
      Matcher used = USED.matcher(Files.readString(ROOT.resolve(file)));
      int found = 0;
      while (used.find()) {
        found++;
        String name = family(used.group(), families);
        assertThat(families.containsKey(name) || others.contains(name))
            .as("%s in %s", name, file)
            .isTrue();
      }
      assertThat(found).as("names in %s", file).isGreaterThan(8);
    }
    try (JsonParser json =
        new JsonFactory().createParser(ROOT.resolve("ops/grafana.json").toFile())) {
      JsonToken token = json.nextToken();
      assertThat(token).isEqualTo(JsonToken.START_OBJECT);
      while (token != null) {
        token = json.nextToken();
      }
    }
  }

  /** Names in tables before the one that is compared. */
  private static Set<String> documentedBefore(String page) {
    return Pattern.compile("^\\| `([a-z_]+)` ", Pattern.MULTILINE)
        .matcher(page.substring(0, page.indexOf(BEGIN)))
        .results()
        .map(row -> row.group(1))
        .collect(Collectors.toSet());
  }

  @Test
  void eachAlertHasItsSectionInTheRunbook() throws IOException {
    String runbook = Files.readString(ROOT.resolve("docs/deploy.md"));
    runbook =
        runbook.substring(runbook.indexOf("## Runbook"), runbook.indexOf("## Behind a proxy"));
    Set<String> sections =
        runbook
            .lines()
            .filter(line -> line.startsWith("### "))
            .map(line -> line.substring(4).toLowerCase(Locale.ROOT).replace(' ', '-'))
            .collect(Collectors.toSet());
    String rules = Files.readString(ROOT.resolve("ops/alerts.yaml"));
    List<String> links =
        Pattern.compile("runbook_url: \"https://\\S+/docs/deploy\\.md#([a-z-]+)\"")
            .matcher(rules)
            .results()
            .map(link -> link.group(1))
            .toList();
    assertThat(links).hasSize(rules.split("- alert: ").length - 1);
    assertThat(sections).containsAll(links);
  }

  @Test
  @Tag("long")
  void prometheusFindsNothingWrong(@TempDir Path folder) throws Exception {
    Path scraped = folder.resolve("metrics");
    Files.writeString(scraped, scrape());
    assertThat(promtool("check", "metrics", scraped)).isEmpty();
    assertThat(promtool("check", "rules", ROOT.resolve("ops/alerts.yaml")))
        .contains("SUCCESS")
        .doesNotContain("FAILED");
  }

  /** Runs it with a file as its argument and as its input; the result is what it prints. */
  private static String promtool(String command, String kind, Path file) throws Exception {
    Process process;
    try {
      process =
          new ProcessBuilder(arguments(command, kind, file))
              .redirectInput(file.toFile())
              .redirectErrorStream(true)
              .start();
    } catch (IOException e) {
      assertThat(System.getenv("REQUIRE_ALL_TESTS"))
          .as("promtool is not installed, and every test is asked for")
          .isNotEqualTo("1");
      Assumptions.abort("promtool is not installed: apt-get install prometheus to run this");
      throw e;
    }
    String printed = new String(process.getInputStream().readAllBytes()).strip();
    assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
    return printed;
  }

  private static List<String> arguments(String command, String kind, Path file) {
    return kind.equals("rules")
        ? List.of("promtool", command, kind, file.toString())
        : List.of("promtool", command, kind);
  }
}
