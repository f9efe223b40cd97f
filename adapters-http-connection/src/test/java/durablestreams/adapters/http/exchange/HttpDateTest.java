package durablestreams.adapters.http.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import org.junit.jupiter.api.Test;

class HttpDateTest {

  private static final long SECOND = 1_000_000_000;

  private Instant wall = Instant.parse("2026-11-06T08:49:37.250Z");
  private long nanos = 42;
  private final HttpDate date = new HttpDate(() -> wall, () -> nanos);

  private Instant shown() {
    String line = new String(date.line(), StandardCharsets.US_ASCII);
    assertThat(line).startsWith("Date: ").endsWith(" GMT\r\n");
    String text = line.substring(6, line.length() - 2);
    assertThat(date.header().get()).isEqualTo(text);
    return ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
  }

  private Instant after(long seconds, long wallSeconds) {
    nanos += seconds * SECOND;
    wall = wall.plusSeconds(wallSeconds);
    return shown();
  }

  @Test
  void theDateIsThatOfTheWallClock() {
    assertThat(date.line())
        .asString(StandardCharsets.US_ASCII)
        .isEqualTo("Date: Fri, 06 Nov 2026 08:49:37 GMT\r\n");
    assertThat(after(1, 1)).isEqualTo("2026-11-06T08:49:38Z");
    assertThat(after(1, 3_601)).isEqualTo("2026-11-06T09:49:39Z");
  }

  @Test
  void theDateChangesWithTheSecondOfTheClock() {
    nanos += SECOND * 3 / 4;
    wall = wall.plusMillis(750);
    assertThat(shown()).isEqualTo("2026-11-06T08:49:38Z");
  }

  @Test
  void theDateGoesOnAndNeverBackWhileTheClockIsBehind() {
    Instant last = after(1, -3_600);
    for (int i = 0; i < 7_300; i++) {
      Instant next = after(1, 1);
      assertThat(next).isAfterOrEqualTo(last);
      last = next;
    }
    assertThat(last).isEqualTo(wall.minusNanos(wall.getNano()));
    Instant before = after(1, -100);
    assertThat(after(10, 10)).isAfter(before);
  }
}
