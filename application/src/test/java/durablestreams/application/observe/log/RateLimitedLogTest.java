package durablestreams.application.observe.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;

class RateLimitedLogTest {

  private static final class Lines extends Handler {
    private final List<String> told = new ArrayList<>();

    @Override
    public void publish(LogRecord line) {
      told.add(line.getMessage());
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }

  @Test
  void logsSomeLinesEachSecondAndCountsTheOthers() {
    Logger logger = Logger.getLogger(RateLimitedLog.class.getName());
    Lines lines = new Lines();
    logger.addHandler(lines);
    logger.setUseParentHandlers(false);
    try {
      AtomicLong nanos = new AtomicLong(-5);
      RateLimitedLog log =
          new RateLimitedLog(
              System.getLogger(RateLimitedLog.class.getName()), Level.ERROR, nanos::get, 2);
      assertThat(log.tell("one")).isTrue();
      nanos.addAndGet(999_999_999);
      assertThat(log.tell("two")).isTrue();
      assertThat(log.tell("three")).isFalse();
      assertThat(log.tell("four", new IllegalStateException())).isFalse();
      nanos.addAndGet(1);
      assertThat(log.tell("five")).isTrue();
      assertThat(log.tell("six")).isTrue();
      assertThat(log.tell("seven")).isFalse();
      assertThat(lines.told).containsExactly("one", "two", "five (and 2 more like this)", "six");
    } finally {
      logger.removeHandler(lines);
      logger.setUseParentHandlers(true);
    }
  }
}
