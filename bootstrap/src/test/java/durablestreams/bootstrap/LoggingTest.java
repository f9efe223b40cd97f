package durablestreams.bootstrap;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;

class LoggingTest {

  private static String line(Level level, String message, Throwable thrown) {
    LogRecord record = new LogRecord(level, message);
    record.setInstant(Instant.parse("2026-02-03T04:05:06.789Z"));
    record.setThrown(thrown);
    return new Logging.OneLine(ZoneOffset.UTC).format(record);
  }

  private static Throwable failure() {
    return new IllegalStateException("outer", new IllegalArgumentException("inner"));
  }

  @Test
  void aMessageIsOneLine() {
    LogRecord record = new LogRecord(Level.INFO, "{0} of {1}");
    record.setInstant(Instant.parse("2026-02-03T04:05:06.789Z"));
    record.setParameters(new Object[] {"1", 2});
    assertThat(new Logging.OneLine(ZoneOffset.UTC).format(record))
        .isEqualTo("2026-02-03 04:05:06.789 INFO  1 of 2" + System.lineSeparator());
  }

  @Test
  void aWarningSaysItsCausesInTheSameLine() {
    assertThat(line(Level.WARNING, "No luck", failure()))
        .startsWith("2026-02-03 04:05:06.789 WARN  No luck: ")
        .contains("outer")
        .contains("inner")
        .hasLineCount(1);
  }

  @Test
  void anErrorHasTheStackOfItsCause() {
    assertThat(line(Level.SEVERE, "Broken", failure()))
        .startsWith("2026-02-03 04:05:06.789 ERROR Broken: ")
        .contains("    at durablestreams.bootstrap.LoggingTest.failure");
  }

  @Test
  void aMessageCannotForgeALine() {
    assertThat(
            line(Level.WARNING, "a\n2026-02-03 04:05:06.789 INFO  forged\r\tb\u001b[0m", failure()))
        .hasLineCount(1);
  }
}
