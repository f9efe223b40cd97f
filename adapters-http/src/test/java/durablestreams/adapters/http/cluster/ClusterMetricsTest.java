package durablestreams.adapters.http.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ClusterMetricsTest {

  /** The page has the name, the labels and the help of each. */
  @Test
  void everyMetricIsDocumented() throws Exception {
    List<String> page = Files.readAllLines(Path.of("..", "docs", "metrics.md"));
    Stream.of(
            ClusterMetrics.FORWARDED,
            ClusterMetrics.WAITING,
            ClusterMetrics.BARRIERS,
            ClusterMetrics.BARRIER_FAILURES)
        .forEach(metric ->
            assertThat(page)
                .as(metric.name())
                .anyMatch(line ->
                    line.startsWith("| `" + metric.name() + "` |")
                        && line.endsWith("| " + metric.help() + " |")));
  }
}
