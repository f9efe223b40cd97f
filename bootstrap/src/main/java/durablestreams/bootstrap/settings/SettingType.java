package durablestreams.bootstrap.settings;

import java.net.URI;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A kind of value: how it is written, and what is allowed.
 *
 * @param <T> what a value is in the program
 */
public sealed interface SettingType<T> {

  /** The value that {@code text} stands for, or empty when it is not allowed. */
  Optional<T> parse(String text);

  /** What is allowed, to follow the words "must be". */
  String allowed();

  /** The words that are allowed, where there are few; for a hint at a slip. */
  default List<String> words() {
    return List.of();
  }

  /** Whether values must never be shown. */
  default boolean secret() {
    return this instanceof Secret || this instanceof SecretLines;
  }

  static SettingType<Integer> count(int min, int max) {
    return new Count(min, max);
  }

  static SettingType<Long> bytes(long min, long max) {
    return new Bytes(min, max);
  }

  static SettingType<Duration> time(Duration min, Duration max) {
    return new Time(min, max);
  }

  /** A timeout from 10 ms to 24 h. */
  static SettingType<Duration> timeout() {
    return time(Duration.ofMillis(10), Duration.ofHours(24));
  }

  /** A name or an address of a network interface. */
  record Host() implements SettingType<String> {
    @Override
    public Optional<String> parse(String text) {
      return Optional.of(text).filter(t -> t.matches("[A-Za-z0-9_.:%-]+"));
    }

    @Override
    public String allowed() {
      return "a host name or an IP address, without a port";
    }
  }

  /** A whole number within bounds. */
  record Count(int min, int max) implements SettingType<Integer> {
    @Override
    public Optional<Integer> parse(String text) {
      return Numbers.whole(text).filter(n -> n >= min && n <= max).map(Long::intValue);
    }

    @Override
    public String allowed() {
      return "a number from " + min + " to " + max;
    }
  }

  /** Bytes, within bounds; units are those of 1,024 (KiB, MiB, GiB) and of 1,000 (kB, MB, GB). */
  record Bytes(long min, long max) implements SettingType<Long> {
    @Override
    public Optional<Long> parse(String text) {
      return Numbers.bytes(text).filter(n -> n >= min && n <= max);
    }

    @Override
    public String allowed() {
      return "bytes such as 65536, 64KiB, 4MiB or 16MB, from %s to %s"
          .formatted(Numbers.bytesText(min), Numbers.bytesText(max));
    }
  }

  /** A length of time within bounds; a number without a unit is seconds. */
  record Time(Duration min, Duration max) implements SettingType<Duration> {
    @Override
    public Optional<Duration> parse(String text) {
      return Numbers.duration(text).filter(d -> d.compareTo(min) >= 0 && d.compareTo(max) <= 0);
    }

    @Override
    public String allowed() {
      return "a duration such as 500ms, 3s, 2m or 1h, from %s to %s"
          .formatted(Numbers.durationText(min), Numbers.durationText(max));
    }
  }

  /**
   * One of the constants of an enum, in small letters.
   *
   * @param synonyms further words, in small letters, and what they mean
   */
  record Choice<E extends Enum<E>>(Class<E> type, Map<String, E> synonyms)
      implements SettingType<E> {
    public Choice {
      synonyms = Map.copyOf(synonyms);
    }

    Choice(Class<E> type) {
      this(type, Map.of());
    }

    @Override
    public Optional<E> parse(String text) {
      String lower = text.toLowerCase(Locale.ROOT);
      return Arrays.stream(type.getEnumConstants())
          .filter(e -> word(e).equals(lower))
          .findAny()
          .or(() -> Optional.ofNullable(synonyms.get(lower)));
    }

    @Override
    public List<String> words() {
      return Stream.concat(
              Arrays.stream(type.getEnumConstants()).map(Choice::word),
              synonyms.keySet().stream().sorted())
          .toList();
    }

    @Override
    public String allowed() {
      return oneOf(words());
    }

    private static String word(Enum<?> constant) {
      return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /** One of some words, in small letters, that are known only when the program runs. */
  record Word(List<String> words) implements SettingType<String> {
    public Word {
      words = List.copyOf(words);
    }

    @Override
    public Optional<String> parse(String text) {
      return Optional.of(text.toLowerCase(Locale.ROOT)).filter(words::contains);
    }

    @Override
    public String allowed() {
      return oneOf(words);
    }
  }

  /** On or off. */
  record Switch() implements SettingType<Boolean> {
    @Override
    public Optional<Boolean> parse(String text) {
      return switch (text.toLowerCase(Locale.ROOT)) {
        case "on", "true", "yes", "1" -> Optional.of(true);
        case "off", "false", "no", "0" -> Optional.of(false);
        default -> Optional.empty();
      };
    }

    @Override
    public String allowed() {
      return "on or off";
    }
  }

  /** A file or folder; relative ones start at the working folder. */
  record FilePath() implements SettingType<Path> {
    @Override
    public Optional<Path> parse(String text) {
      try {
        return Optional.of(text).filter(t -> !t.isBlank()).map(Path::of);
      } catch (InvalidPathException e) {
        return Optional.empty();
      }
    }

    @Override
    public String allowed() {
      return "a path in the file system";
    }
  }

  /** The URL of a web server. */
  record Url() implements SettingType<URI> {
    @Override
    public Optional<URI> parse(String text) {
      try {
        URI uri = URI.create(text);
        boolean web = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
        return web && uri.getHost() != null ? Optional.of(uri) : Optional.empty();
      } catch (IllegalArgumentException e) {
        return Optional.empty();
      }
    }

    @Override
    public String allowed() {
      return "a URL such as https://example.com";
    }
  }

  /** A line of text, such as a name. */
  record Text() implements SettingType<String> {
    @Override
    public Optional<String> parse(String text) {
      return Optional.of(text).filter(t -> t.chars().noneMatch(Character::isISOControl));
    }

    @Override
    public String allowed() {
      return "one line of text";
    }
  }

  /** A secret line of text; can also be given as the name of a file. */
  record Secret() implements SettingType<String> {
    @Override
    public Optional<String> parse(String text) {
      return new Text().parse(text).filter(t -> !t.isBlank());
    }

    @Override
    public String allowed() {
      return "one line of text that is not blank";
    }
  }

  /** Secret lines, the one that counts first; can also be given as the name of a file. */
  record SecretLines(int most, int minLength) implements SettingType<List<String>> {
    @Override
    public Optional<List<String>> parse(String text) {
      List<String> lines = text.lines().map(String::strip).toList();
      return Optional.of(lines)
          .filter(all -> !all.isEmpty() && all.size() <= most)
          .filter(all -> all.stream().allMatch(line -> line.length() >= minLength));
    }

    @Override
    public String allowed() {
      return "1 to %d lines, each of %d characters or more".formatted(most, minLength);
    }
  }

  /** A text that is accepted by a test. */
  record Checked(Predicate<String> accepted, String allowed) implements SettingType<String> {
    @Override
    public Optional<String> parse(String text) {
      return Optional.of(text).filter(accepted);
    }
  }

  /** Texts with commas between them, each accepted by a test. */
  record Texts(Predicate<String> accepted, String each) implements SettingType<Set<String>> {
    @Override
    public Optional<Set<String>> parse(String text) {
      Set<String> texts =
          Arrays.stream(text.split(",", -1))
              .map(String::strip)
              .collect(Collectors.toCollection(LinkedHashSet::new));
      return texts.stream().allMatch(accepted) ? Optional.of(texts) : Optional.empty();
    }

    @Override
    public String allowed() {
      return each + ", with commas between them";
    }
  }

  private static String oneOf(List<String> words) {
    return words.size() == 1
        ? words.getFirst()
        : String.join(", ", words.subList(0, words.size() - 1)) + " or " + words.getLast();
  }
}
