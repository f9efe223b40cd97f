package durablestreams.adapters.http.server;

import static org.assertj.core.api.Assertions.assertThat;

import durablestreams.adapters.http.testing.LogOf;
import durablestreams.adapters.http.testing.TestServer;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ConnectionLimitTest {

  private static final long MINUTE = Duration.ofMinutes(1).toNanos();

  @Test
  void aWarningIsRepeatedOnceAMinuteAtMost() {
    ConnectionLimit limit = new ConnectionLimit(2);
    long now = Long.MAX_VALUE - 5;
    try (LogOf log = new LogOf(ConnectionLimit.class)) {
      limit.check(1, now);
      assertThat(log.lines()).isEmpty();
      limit.check(2, now);
      limit.check(2, now + MINUTE - 1);
      assertThat(log.lines())
          .containsExactly(
              "WARNING All 2 connections are in use, so further clients wait: see MAX_CONNECTIONS");
      limit.check(2, now + MINUTE);
      assertThat(log.lines()).hasSize(2);
    }
  }

  @Test
  void aServerThatHasAllItsConnectionsSaysSo() throws Exception {
    try (LogOf log = new LogOf(ConnectionLimit.class);
        TestServer server =
            TestServer.start(
                settings -> settings.maxConnections(1).requestTimeout(Duration.ofMillis(200)));
        Socket one = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      while (log.lines().isEmpty()) {
        Thread.onSpinWait();
      }
      assertThat(one.isConnected()).isTrue();
    }
  }
}
