package durablestreams.adapters.http.exchange;

import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.function.LongSupplier;

/**
 * The {@code Date} of responses (RFC 9110, section 6.6.1), made once a second.
 *
 * <p>It follows the wall clock, and never goes back. While the wall clock is behind what was sent
 * already, it runs at half speed until the clock has caught up.
 */
public final class HttpDate {

  private static final DateTimeFormatter FORMAT =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private static final long SECOND = 1_000_000_000;

  private final InstantSource clock;
  private final LongSupplier nanos;
  private volatile Made made;

  /** A date, and when it was made. */
  private record Made(Instant instant, long nanos, byte[] line, Header header) {
    boolean isOver(long now) {
      return now - nanos >= SECOND - instant.getNano();
    }
  }

  /**
   * @param nanos a clock that only moves forward, in nanoseconds
   */
  public HttpDate(InstantSource clock, LongSupplier nanos) {
    this.clock = clock;
    this.nanos = nanos;
    this.made = make(clock.instant(), nanos.getAsLong());
  }

  private static Made make(Instant instant, long nanos) {
    String text = FORMAT.format(instant);
    return new Made(
        instant,
        nanos,
        ("Date: " + text + "\r\n").getBytes(StandardCharsets.US_ASCII),
        HeaderValues.create(HeaderNames.DATE, text));
  }

  private Made now() {
    Made last = made;
    long now = nanos.getAsLong();
    return last.isOver(now) ? next(now) : last;
  }

  private synchronized Made next(long now) {
    Made last = made;
    if (!last.isOver(now)) {
      return last;
    }
    Instant earliest = last.instant().plusNanos((now - last.nanos()) / 2);
    Instant wall = clock.instant();
    Made next = make(wall.isBefore(earliest) ? earliest : wall, now);
    made = next;
    return next;
  }

  /** The field as a line of HTTP/1; must not be written to. */
  byte[] line() {
    return now().line();
  }

  Header header() {
    return now().header();
  }
}
