package durablestreams.benchmarks.smoke;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SmokeCheckTest {

  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

  private boolean check(URI streams, String... pairs) throws IOException {
    Map<String, String> environment = new HashMap<>(Map.of("PERF_ITERATIONS", "3"));
    for (int i = 0; i < pairs.length; i += 2) {
      environment.put(pairs[i], pairs[i + 1]);
    }
    PrintStream out = new PrintStream(printed, true, UTF_8);
    return new SmokeCheck(SmokeSettings.of(environment), out).run(streams, "smoke");
  }

  @Test
  void measuresAppendsReadsAndWakesAndDeletesItsStream() throws IOException {
    try (OneStreamServer server = new OneStreamServer("")) {
      assertThat(check(server.streams(), "PERF_BUDGET_MS", "60000")).isTrue();
      assertThat(server.methods()).startsWith("PUT").endsWith("DELETE");
      assertThat(Collections.frequency(server.methods(), "POST")).isEqualTo(16);
    }
    assertThat(printed.toString(UTF_8))
        .containsPattern("append +\\d+\\.\\d\\d +\\d+\\.\\d\\d")
        .containsPattern("read +\\d")
        .containsPattern("long-poll wake +\\d")
        .contains("within the budget of 60000 ms")
        .doesNotContain("timeout");
  }

  @Test
  void theBudgetFailsTheCheckOnlyWhenItIsEnforced() throws IOException {
    try (OneStreamServer server = new OneStreamServer("")) {
      assertThat(check(server.streams(), "PERF_BUDGET_MS", "0")).isTrue();
      assertThat(check(server.streams(), "PERF_BUDGET_MS", "0", "PERF_ENFORCE", "1")).isFalse();
    }
    assertThat(printed.toString(UTF_8))
        .contains("Beyond the budget of 0 ms: p95 of append, read, long-poll wake.")
        .contains("PERF_ENFORCE=1 makes it one");
  }

  @Test
  void aLongPollIsMeasuredUntilItTimesOut() throws IOException {
    try (OneStreamServer server = new OneStreamServer("")) {
      check(server.streams(), "PERF_LONGPOLL_TIMEOUT", "1");
    }
    assertThat(printed.toString(UTF_8)).containsPattern("long-poll timeout +\\d{3,}");
  }

  @Test
  void aWrongAnswerFailsTheCheckAndDeletesTheStream() throws IOException {
    try (OneStreamServer server = new OneStreamServer("!")) {
      assertThatThrownBy(() -> check(server.streams()))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("not what was appended");
      assertThat(server.methods()).endsWith("DELETE");
    }
  }

  @Test
  void aServerThatIsNotThereIsNamed() throws IOException {
    OneStreamServer server = new OneStreamServer("");
    URI streams = server.streams();
    server.close();
    assertThatThrownBy(() -> check(streams))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("PUT " + streams);
  }
}
