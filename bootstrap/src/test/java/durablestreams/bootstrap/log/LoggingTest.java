package durablestreams.bootstrap.log;

import static org.assertj.core.api.Assertions.assertThat;

import durablestreams.bootstrap.settings.ServerCatalog.LogLevel;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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

  @ParameterizedTest
  @CsvSource({
    "OFF, OFF, OFF",
    "ERROR, SEVERE, SEVERE",
    "WARN, WARNING, WARNING",
    "INFO, INFO, WARNING",
    "DEBUG, FINE, WARNING",
    "TRACE, FINER, WARNING"
  })
  void librariesSayNoMoreThanWarnings(LogLevel wanted, String ours, String others) {
    try {
      Logging.configure(wanted, false);
      assertThat(Logger.getLogger("durablestreams").getLevel()).isEqualTo(Level.parse(ours));
      assertThat(Logger.getLogger("").getLevel()).isEqualTo(Level.parse(others));
    } finally {
      Logging.configure(LogLevel.INFO, false);
    }
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
        .contains("    at durablestreams.bootstrap.log.LoggingTest.failure");
  }

  @Test
  void aMessageCannotForgeALine() {
    assertThat(
            line(Level.WARNING, "a\n2026-02-03 04:05:06.789 INFO  forged\r\tb\u001b[0m", failure()))
        .hasLineCount(1);
  }

  @Test
  void aLineOfJsonHasTheStackOfAnError() {
    LogRecord record = new LogRecord(Level.SEVERE, "a \"b\"\n");
    record.setInstant(Instant.parse("2026-02-03T04:05:06.789Z"));
    record.setLoggerName("durablestreams.x");
    record.setThrown(failure());
    assertThat(new JsonLine().format(record))
        .startsWith(
            "{\"time\":\"2026-02-03T04:05:06.789Z\",\"level\":\"ERROR\","
                + "\"logger\":\"durablestreams.x\",\"message\":\"a \\\"b\\\"\\u000a\",\"thrown\":[")
        .contains("at durablestreams.bootstrap.log.LoggingTest.failure")
        .hasLineCount(1);
  }
}
