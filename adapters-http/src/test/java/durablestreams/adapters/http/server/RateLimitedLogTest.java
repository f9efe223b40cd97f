package durablestreams.adapters.http.server;

import static org.assertj.core.api.Assertions.assertThat;

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
  void tells_one_a_second_and_counts_the_others() {
    Logger logger = Logger.getLogger(RateLimitedLog.class.getName());
    Lines lines = new Lines();
    logger.addHandler(lines);
    logger.setUseParentHandlers(false);
    try {
      AtomicLong nanos = new AtomicLong(-5);
      RateLimitedLog log = new RateLimitedLog(nanos::get);
      log.tell("one");
      log.tell("two");
      log.tell("three", new IllegalStateException());
      nanos.addAndGet(1_000_000_000);
      log.tell("four");
      assertThat(lines.told).containsExactly("one", "four (and 2 more like this)");
    } finally {
      logger.removeHandler(lines);
      logger.setUseParentHandlers(true);
    }
  }
}
