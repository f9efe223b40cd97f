package durablestreams.conformance.abuse;

import static durablestreams.conformance.harness.TestStream.TEXT;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import durablestreams.conformance.harness.ServerCommand;
import durablestreams.conformance.harness.ServerProcess;
import durablestreams.conformance.harness.TestStream;
import durablestreams.conformance.harness.WireConnection;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.function.ThrowingConsumer;

/**
 * A server that is sent garbage. Whatever arrives, it answers below 500 (or 501, 503, 505 where it
 * means it) or closes the connection, in bounded time, tells nothing of its insides, stores nothing
 * by accident, and goes on serving others.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class AbusedServer {
  private static final Pattern STATUS = Pattern.compile("HTTP/1\\.[01] (\\d{3})");
  private static final Pattern INSIDES =
      Pattern.compile(
          "Exception|\\bat [a-z]+\\.[a-z.]+|durablestreams\\.|io\\.helidon|java\\.|jdk\\.|org\\.jooq|SQLITE");

  static final ServerCommand COMMAND = ServerCommand.store("sqlite").with("--request-timeout=2s");

  final ServerProcess process = ServerProcess.start(COMMAND);
  TestStream stream = process.server().unusedStream();

  @BeforeEach
  void createStream() {
    stream = process.server().unusedStream().created(TEXT);
  }

  /**
   * After every abuse another client is served, and the stream holds nothing it was not told in
   * order.
   */
  @AfterEach
  void othersAreServed() {
    TestStream other = process.server().unusedStream().created(TEXT);
    other.append(TEXT, "served");
    assertThat(other.from("-1").send().expect(200).text()).isEqualTo("served");
  }

  @AfterAll
  void theLogHasNoStackTrace() {
    try (process) {
      process.stop();
      List<String> traces =
          process
              .output()
              .lines()
              .filter(line -> line.startsWith("\tat ") || line.contains("Exception"))
              .toList();
      assertThat(traces.stream().limit(10))
          .as("of %s lines that look like a stack trace", traces.size())
          .isEmpty();
    }
  }

  /** Sends bytes, ends this side if told so, reads to the end, and judges all replies that came. */
  List<Integer> abuse(byte[] bytes, boolean finish) throws Exception {
    try (WireConnection connection = process.server().connect()) {
      try {
        connection.write(bytes);
        if (finish) {
          connection.finishWriting();
        }
      } catch (SocketException e) {
        // The server had enough before everything was sent; its reply may still be there to read.
      }
      return judge(new String(connection.readUntilClosed(), ISO_8859_1));
    }
  }

  List<Integer> abuse(String text) throws Exception {
    return abuse(text.getBytes(ISO_8859_1), true);
  }

  private static List<Integer> judge(String replies) {
    assertThat(INSIDES.matcher(replies).results().map(found -> found.group()))
        .as(replies)
        .isEmpty();
    List<Integer> statuses = new ArrayList<>();
    Matcher status = STATUS.matcher(replies);
    while (status.find()) {
      statuses.add(Integer.valueOf(status.group(1)));
    }
    assertThat(statuses)
        .as(replies)
        .allMatch(code -> code < 500 || code == 501 || code == 503 || code == 505);
    return statuses;
  }

  String head(String method, String more) {
    return method + " " + stream.path() + " HTTP/1.1\r\nHost: localhost\r\n" + more;
  }

  String append(String more) {
    return head("POST", "Content-Type: text/plain\r\n" + more);
  }

  void assertNothingStored() {
    assertThat(stream.from("-1").send().expect(200).text()).isEmpty();
  }

  /** One test for each named piece of garbage; others are served after every one. */
  List<DynamicTest> each(Map<String, String> garbage, ThrowingConsumer<String> test) {
    List<DynamicTest> tests = new ArrayList<>();
    garbage.forEach((name, text) ->
        tests.add(
            DynamicTest.dynamicTest(
                name,
                () -> {
                  test.accept(text);
                  othersAreServed();
                })));
    return tests;
  }
}
