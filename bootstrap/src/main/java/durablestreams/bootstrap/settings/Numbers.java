package durablestreams.bootstrap.settings;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Numbers with and without units, from text and to text. */
final class Numbers {

  private static final Pattern WHOLE = Pattern.compile("\\d{1,18}");
  private static final Pattern WITH_UNIT =
      Pattern.compile("(\\d{1,12}(?:\\.\\d{1,9})?) ?([A-Za-z]*)");

  /** Products below this are taken. */
  private static final long LIMIT = (1L << 42) * 1_000_000;

  private Numbers() {}

  static Optional<Long> whole(String text) {
    return WHOLE.matcher(text).matches() ? Optional.of(Long.parseLong(text)) : Optional.empty();
  }

  /** Bytes; a fraction is allowed as long as whole bytes come out. */
  static Optional<Long> bytes(String text) {
    Matcher parts = WITH_UNIT.matcher(text);
    if (!parts.matches()) {
      return Optional.empty();
    }
    long unit =
        switch (parts.group(2).toLowerCase(Locale.ROOT)) {
          case "", "b" -> 1L;
          case "kib", "k" -> 1L << 10;
          case "mib", "m" -> 1L << 20;
          case "gib", "g" -> 1L << 30;
          case "kb" -> 1_000L;
          case "mb" -> 1_000_000L;
          case "gb" -> 1_000_000_000L;
          default -> 0L;
        };
    return unit == 0 ? Optional.empty() : exact(parts.group(1), unit);
  }

  /** A length of time in whole milliseconds. */
  static Optional<Duration> duration(String text) {
    Matcher parts = WITH_UNIT.matcher(text);
    if (!parts.matches()) {
      return Optional.empty();
    }
    long unit =
        switch (parts.group(2)) {
          case "ms" -> 1L;
          case "", "s" -> 1_000L;
          case "m" -> 60_000L;
          case "h" -> 3_600_000L;
          case "d" -> 86_400_000L;
          default -> 0L;
        };
    return unit == 0 ? Optional.empty() : exact(parts.group(1), unit).map(Duration::ofMillis);
  }

  /** The product, if it is whole. */
  private static Optional<Long> exact(String number, long unit) {
    int point = number.indexOf('.');
    long whole = Long.parseLong(point < 0 ? number : number.substring(0, point));
    if (whole >= LIMIT / unit) {
      return Optional.empty();
    }
    String digits = point < 0 ? "" : number.substring(point + 1);
    long part = digits.isEmpty() ? 0 : Long.parseLong(digits) * unit;
    for (int i = 0; i < digits.length(); i++) {
      if (part % 10 != 0) {
        return Optional.empty();
      }
      part /= 10;
    }
    return Optional.of(whole * unit + part);
  }

  static String bytesText(long bytes) {
    if (bytes >= 1L << 30 && bytes % (1L << 30) == 0) {
      return (bytes >> 30) + " GiB";
    }
    if (bytes >= 1L << 20 && bytes % (1L << 20) == 0) {
      return (bytes >> 20) + " MiB";
    }
    if (bytes >= 1L << 10 && bytes % (1L << 10) == 0) {
      return (bytes >> 10) + " KiB";
    }
    return Long.toString(bytes);
  }

  static String durationText(Duration duration) {
    long millis = duration.toMillis();
    if (millis % 1_000 != 0) {
      return millis + "ms";
    }
    if (millis % 3_600_000 == 0 && millis > 0) {
      return millis / 3_600_000 + "h";
    }
    return millis % 60_000 == 0 && millis > 0 ? millis / 60_000 + "m" : millis / 1_000 + "s";
  }
}
