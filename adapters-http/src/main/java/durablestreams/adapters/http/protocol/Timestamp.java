package durablestreams.adapters.http.protocol;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reader of timestamps as RFC 3339 has them, with nanoseconds and leap seconds. */
final class Timestamp {

  private static final Pattern FORM =
      Pattern.compile(
          "([0-9]{4})-([0-9]{2})-([0-9]{2})[Tt]([0-9]{2}):([0-9]{2}):([0-9]{2})(?:\\.([0-9]+))?"
              + "(?:[Zz]|([+-])([01][0-9]|2[0-3]):([0-5][0-9]))");

  private static final int NANO_DIGITS = 9;
  private static final int LEAP_SECOND = 60;
  private static final int DAY = 24 * 3_600;

  private static final Instant FIRST = Instant.parse("0000-01-01T00:00:00Z");
  private static final Instant LAST = Instant.parse("9999-12-31T23:59:59.999999999Z");

  private Timestamp() {}

  /**
   * The instant that a text names, or {@code null} if it is no timestamp. Digits beyond nanoseconds
   * are dropped, and a leap second is the second after it.
   */
  static @Nullable Instant parse(String text) {
    Matcher part = FORM.matcher(text);
    if (!part.matches()) {
      return null;
    }
    int second = number(part, 6);
    boolean leap = second == LEAP_SECOND;
    try {
      Instant instant =
          LocalDateTime.of(
                  number(part, 1),
                  number(part, 2),
                  number(part, 3),
                  number(part, 4),
                  number(part, 5),
                  leap ? LEAP_SECOND - 1 : second,
                  nanos(part.group(7)))
              .toInstant(ZoneOffset.UTC)
              .minusSeconds(zone(part))
              .plusSeconds(leap ? 1 : 0);
      boolean atMidnight = Math.floorMod(instant.getEpochSecond(), DAY) == 0;
      return leap && !atMidnight || !hasForm(instant) ? null : instant;
    } catch (DateTimeException e) {
      return null;
    }
  }

  /** Whether the instant has a year of four digits in UTC too. */
  private static boolean hasForm(Instant instant) {
    return !instant.isBefore(FIRST) && !instant.isAfter(LAST);
  }

  private static int number(Matcher part, int group) {
    return Integer.parseInt(part.group(group));
  }

  private static int nanos(@Nullable String digits) {
    if (digits == null) {
      return 0;
    }
    String nine = (digits + "0".repeat(NANO_DIGITS)).substring(0, NANO_DIGITS);
    return Integer.parseInt(nine);
  }

  /** Seconds that the zone is ahead of UTC. */
  private static int zone(Matcher part) {
    if (part.group(8) == null) {
      return 0;
    }
    int seconds = number(part, 9) * 3_600 + number(part, 10) * 60;
    return part.group(8).equals("-") ? -seconds : seconds;
  }
}
