package durablestreams.cli.session;

import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Values of options, and how they are written. */
public final class Values {
  private static final Pattern NUMBER = Pattern.compile("(\\d{1,15})\\s*([A-Za-z]*)");
  private static final Map<String, Long> MILLISECONDS =
      Map.of("ms", 1L, "", 1_000L, "s", 1_000L, "m", 60_000L, "h", 3_600_000L, "d", 86_400_000L);
  private static final Map<String, Long> BYTES =
      Map.of(
          "",
          1L,
          "b",
          1L,
          "kib",
          1L << 10,
          "mib",
          1L << 20,
          "gib",
          1L << 30,
          "kb",
          1_000L,
          "mb",
          1_000_000L);

  private Values() {}

  /** A duration, such as {@code 500ms}, {@code 3s}, {@code 2m}, {@code 1h} or {@code 7d}. */
  public static final class Time implements ITypeConverter<Duration> {
    @Override
    public Duration convert(String text) {
      return Duration.ofMillis(value(text, MILLISECONDS, "a time such as 500ms, 3s, 2m, 1h or 7d"));
    }
  }

  /** A size, such as {@code 64KiB}, {@code 4MiB} or {@code 16MB}. */
  public static final class Size implements ITypeConverter<Long> {
    @Override
    public Long convert(String text) {
      return value(text, BYTES, "a size such as 64KiB, 4MiB or 16MB");
    }
  }

  /** An instant, such as {@code 2030-01-31T12:00:00Z}. */
  public static final class Point implements ITypeConverter<Instant> {
    @Override
    public Instant convert(String text) {
      try {
        return Instant.parse(text);
      } catch (DateTimeParseException e) {
        throw new TypeConversionException(
            "is '%s', but must be a time such as 2030-01-31T12:00:00Z".formatted(text));
      }
    }
  }

  /** A content type; {@code json}, {@code text} and {@code bytes} are short for those. */
  public static final class Type implements ITypeConverter<String> {
    @Override
    public String convert(String text) {
      return switch (text) {
        case "json" -> "application/json";
        case "text" -> "text/plain";
        case "bytes" -> "application/octet-stream";
        default -> {
          if (!text.matches("[^/\\s]+/[^/\\s]+.*")) {
            throw new TypeConversionException(
                "is '%s', but must be json, text, bytes or a content type such as text/csv"
                    .formatted(text));
          }
          yield text;
        }
      };
    }
  }

  private static long value(String text, Map<String, Long> units, String allowed) {
    Matcher number = NUMBER.matcher(text);
    Long unit = number.matches() ? units.get(number.group(2).toLowerCase(Locale.ROOT)) : null;
    if (unit == null) {
      throw new TypeConversionException("is '%s', but must be %s".formatted(text, allowed));
    }
    return Math.multiplyExact(Long.parseLong(number.group(1)), unit);
  }
}
