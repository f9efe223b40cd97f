package durablestreams.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import durablestreams.benchmarks.workload.AppendWorkload;
import durablestreams.benchmarks.workload.LongPollWorkload;
import durablestreams.benchmarks.workload.Metric;
import durablestreams.benchmarks.workload.Sample;
import durablestreams.benchmarks.workload.Workload;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

class ReportTest {

  private static final Workload APPEND =
      new AppendWorkload("append-64x64", "appends", 64, 64, 256, AppendWorkload.Kind.BINARY);
  private static final Workload WAKE = new LongPollWorkload(100);
  private static final List<Workload> WORKLOADS = List.of(APPEND, WAKE);
  private static final List<String> TARGETS = List.of("ours", "bare", "node");

  private final Results results = new Results();

  @BeforeEach
  void measure() {
    for (double rate : new double[] {90_000, 110_000, 100_000}) {
      results.add("append-64x64", "ours", new Sample().put(Metric.APPENDS, rate));
      results.add("append-64x64", "bare", new Sample().put(Metric.APPENDS, 2 * rate));
      results.add("append-64x64", "node", new Sample().put(Metric.APPENDS, 40_000));
    }
    results.add("longpoll-100", "ours", new Sample().put(Metric.P99, 1.5).put(Metric.ERRORS, 3));
    results.failed("longpoll-100", "node", "it fell over");
  }

  @Test
  void tableShowsMediansSpreadAndRatios() {
    assertThat(MarkdownTable.of(results, WORKLOADS, TARGETS))
        .isEqualTo(
            """
            | workload     | figure    |                     ours |                      bare |                   node | ours ÷ bare | ours ÷ node |
            |--------------|-----------|-------------------------:|--------------------------:|-----------------------:|------------:|------------:|
            | append-64x64 | appends/s | 100,000 (90,000–110,000) | 200,000 (180,000–220,000) | 40,000 (40,000–40,000) |      0.50 × |      2.50 × |
            | longpoll-100 | p99, ms   |                     1.50 |                         – |                 failed |           – |           – |
            |              | errors    |                     3.00 |                         – |                 failed |           – |           – |
            """);
  }

  @Test
  void tableOfOneTargetHasNoRatios() {
    assertThat(MarkdownTable.of(results, List.of(APPEND), List.of("node")))
        .startsWith("| workload     | figure    |                   node |\n");
  }

  @Test
  void tableNamesAWorkloadOfWhichNothingIsLeft() {
    assertThat(MarkdownTable.of(results, List.of(WAKE), List.of("node")))
        .contains("| longpoll-100 | p99, ms | failed |");
    assertThat(results.failures()).containsExactly("longpoll-100 on node: it fell over");
  }

  @Test
  void chartIsWellFormedAndDrawsABarForEachMedian() throws Exception {
    Document chart = parse(BarChart.of("A <title> & more", results, WORKLOADS, TARGETS));
    NodeList bars = chart.getElementsByTagName("rect");

    int legend = 3;
    assertThat(bars.getLength()).isEqualTo(legend + 3 + 1);
    assertThat(width(bars, legend + 1)).isEqualTo(2 * width(bars, legend));
    assertThat(width(bars, legend + 2)).isCloseTo(width(bars, legend + 1) / 5, within(0.1));
    assertThat(chart.getDocumentElement().getTextContent())
        .contains("A <title> & more", "appends", "100,000", "p99, ms ↓", "appends/s ↑")
        .contains("prefers-color-scheme: dark");
  }

  @Test
  void chartIsHighEnoughForItsBars() throws Exception {
    Document chart = parse(BarChart.of("Title", results, WORKLOADS, TARGETS));
    double height = Double.parseDouble(chart.getDocumentElement().getAttribute("height"));
    NodeList bars = chart.getElementsByTagName("rect");

    for (int i = 0; i < bars.getLength(); i++) {
      assertThat(number(bars, i, "y") + number(bars, i, "height")).isLessThanOrEqualTo(height);
    }
  }

  @Test
  void thePictureIsDrawnForLightAndForDarkPages() throws Exception {
    results.add("fresh-append-64x64", "ours", new Sample().put(Metric.SECOND_1, 31_000));

    String light = Picture.draw(results, TARGETS, BarChart.Scheme.LIGHT);
    String dark = Picture.draw(results, TARGETS, BarChart.Scheme.DARK);

    assertThat(light).isNotEqualTo(dark).doesNotContain("prefers-color-scheme");
    assertThat(parse(dark).getDocumentElement().getTextContent())
        .doesNotContain("prefers-color-scheme", "append-64x64")
        .containsSubsequence(
            "this server",
            "Node reference server",
            "After some seconds of load",
            "64 clients, 64 streams, 256 bytes",
            "100,000",
            "Right after the start",
            "31,000");
  }

  @Test
  void resultsAreReadFromTheirFile(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("results.json");
    Files.writeString(
        file, ResultsJson.of(Map.of("cores", "4"), Map.of(), results, WORKLOADS, TARGETS));

    Results read = new Results();

    assertThat(ResultsFile.read(file, read)).containsExactly("ours", "bare", "node");
    assertThat(Picture.draw(read, TARGETS, BarChart.Scheme.DARK))
        .isEqualTo(Picture.draw(results, TARGETS, BarChart.Scheme.DARK));
    assertThat(read.spread("append-64x64", "ours", Metric.APPENDS).orElseThrow().values())
        .containsExactly(90_000.0, 110_000.0, 100_000.0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "[]", "{", "{\"workloads\":[]}"})
  void whatIsNoFileOfResultsIsRefused(String text, @TempDir Path folder) throws Exception {
    Path file = Files.writeString(folder.resolve("results.json"), text);

    assertThatThrownBy(() -> ResultsFile.read(file, new Results()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("results.json");
  }

  @Test
  void jsonHoldsEveryRun() {
    String json =
        ResultsJson.of(
            Map.of("cores", "4"), Map.of("quick", "true"), results, List.of(WAKE), TARGETS);

    assertThat(json)
        .contains("\"cores\":\"4\"", "\"quick\":\"true\"", "\"p99, ms\":[1.5]")
        .contains("\"failure\":\"it fell over\"")
        .doesNotContain("\"bare\"");
  }

  private static double width(NodeList bars, int index) {
    return number(bars, index, "width");
  }

  private static double number(NodeList elements, int index, String attribute) {
    return Double.parseDouble(
        elements.item(index).getAttributes().getNamedItem(attribute).getNodeValue());
  }

  private static Document parse(String xml) throws Exception {
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new InputSource(new StringReader(xml)));
  }
}
