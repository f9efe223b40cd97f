package durablestreams.bootstrap.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingTypeTest {

  enum Colour {
    RED,
    BLUE
  }

  @ParameterizedTest
  @CsvSource({
    "500ms, 500",
    "3s, 3000",
    "3, 3000",
    "2m, 120000",
    "1h, 3600000",
    "1d, 86400000",
    "0.5, 500",
    "1.5s, 1500",
    "2 m, 120000",
    "10ms, 10",
  })
  void durationsHaveUnits(String text, long millis) {
    assertThat(new SettingType.Time(Duration.ofMillis(10), Duration.ofDays(1)).parse(text))
        .contains(Duration.ofMillis(millis));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "soon",
        "-2s",
        "3 seconds",
        "1.5ms",
        "9ms",
        "25h",
        "1e3",
        "٣s",
        "s",
        "3S",
        "1d 1s",
        "99999999999999999999s",
        "999999999999d",
        "0x10"
      })
  void otherDurationsAreRefused(String text) {
    assertThat(new SettingType.Time(Duration.ofMillis(10), Duration.ofDays(1)).parse(text))
        .isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "1, 1", "4096, 4096", "64KiB, 65536", "64 kib, 65536", "4MiB, 4194304", "4M, 4194304",
    "16MB, 16000000", "2kB, 2000", "1GiB, 1073741824", "1GB, 1000000000", "1.5KiB, 1536", "7B, 7",
  })
  void bytesHaveUnits(String text, long bytes) {
    assertThat(SettingType.bytes(1, 1L << 30).parse(text)).contains(bytes);
  }

  @Test
  void fractionsAreExact() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int i = 0; i < 10_000; i++) {
      String number =
          random.nextLong(1L << random.nextInt(1, 40))
              + (random.nextBoolean() ? "" : "." + random.nextInt(1 << random.nextInt(1, 30)));
      String unit = List.of("KiB", "MiB", "GiB", "KB", "MB", "GB").get(random.nextInt(6));
      BigDecimal product =
          new BigDecimal(number)
              .multiply(BigDecimal.valueOf(Numbers.bytes("1" + unit).orElseThrow()))
              .stripTrailingZeros();
      boolean fits =
          product.scale() <= 0 && product.compareTo(BigDecimal.valueOf(1L << 42, -6)) < 0;
      assertThat(Numbers.bytes(number + unit))
          .as("%s%s of seed %d", number, unit, seed)
          .isEqualTo(fits ? Optional.of(product.longValueExact()) : Optional.empty());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "0", "-1", "2GiB", "4 apples", "1.5", "1.0001KiB", "MiB", "999999999999GB"})
  void otherBytesAreRefused(String text) {
    assertThat(SettingType.bytes(1, 1L << 30).parse(text)).isEmpty();
  }

  @Test
  void countsAreWholeNumbersWithinBounds() {
    SettingType<Integer> kind = SettingType.count(1, 10);
    assertThat(kind.parse("1")).contains(1);
    assertThat(kind.parse("010")).contains(10);
    for (String text :
        List.of("", "0", "11", "-1", "+1", "1.0", "a", "99999999999999999999", "٣", " 1")) {
      assertThat(kind.parse(text)).as(text).isEmpty();
    }
    assertThat(kind.allowed()).isEqualTo("a number from 1 to 10");
  }

  @Test
  void choicesAreSmallWords() {
    SettingType<Colour> kind = new SettingType.Choice<>(Colour.class);
    assertThat(kind.parse("red")).contains(Colour.RED);
    assertThat(kind.parse("Blue")).contains(Colour.BLUE);
    assertThat(kind.parse("green")).isEmpty();
    assertThat(kind.parse("")).isEmpty();
    assertThat(kind.allowed()).isEqualTo("red or blue");
    assertThat(new SettingType.Word(List.of("a", "b", "c")).allowed()).isEqualTo("a, b or c");
    assertThat(new SettingType.Word(List.of("a")).allowed()).isEqualTo("a");
    assertThat(new SettingType.Word(List.of("a")).parse("b")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"on,true", "TRUE,true", "1,true", "yes,true", "off,false", "false,false", "0,false"})
  void switchesHaveManySpellings(String text, boolean on) {
    assertThat(new SettingType.Switch().parse(text)).contains(on);
  }

  @Test
  void switchesAreNothingElse() {
    assertThat(new SettingType.Switch().parse("2")).isEmpty();
    assertThat(new SettingType.Switch().parse("")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "::1", "localhost", "a-b.example", "fe80::1%eth0"})
  void hostsAreNamesOrAddresses(String text) {
    assertThat(new SettingType.Host().parse(text)).contains(text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "http://x", "a b", "x/y", "[::1]"})
  void otherHostsAreRefused(String text) {
    assertThat(new SettingType.Host().parse(text)).isEmpty();
  }

  @Test
  void urlsAreOfTheWeb() {
    SettingType<URI> kind = new SettingType.Url();
    assertThat(kind.parse("https://a.example/x")).contains(URI.create("https://a.example/x"));
    assertThat(kind.parse("http://127.0.0.1:9000")).isPresent();
    for (String text : List.of("", "a.example", "ftp://a.example", "https://", "https:// x", "%")) {
      assertThat(kind.parse(text)).as(text).isEmpty();
    }
  }

  @Test
  void originsAreAList() {
    SettingType<Set<String>> kind = ServerCatalog.CORS_ORIGINS.kind();
    assertThat(kind.parse("*")).contains(Set.of("*"));
    assertThat(kind.parse("https://a.example, http://b:8080"))
        .contains(Set.of("https://a.example", "http://b:8080"));
    for (String text : List.of("", "a.example", "https://a.example/", "*,", "https://a b")) {
      assertThat(kind.parse(text)).as(text).isEmpty();
    }
  }

  @Test
  void pathsAreOfThisSystem() {
    assertThat(new SettingType.FilePath().parse("./data"))
        .contains(Path.of("data").resolveSibling("./data"));
    assertThat(new SettingType.FilePath().parse(" ")).isEmpty();
    assertThat(new SettingType.FilePath().parse("a\0b")).isEmpty();
  }

  @Test
  void textAndSecretsAreOneLine() {
    assertThat(new SettingType.Text().parse("")).contains("");
    assertThat(new SettingType.Text().parse("a\nb")).isEmpty();
    assertThat(new SettingType.Secret().parse("pass word")).contains("pass word");
    assertThat(new SettingType.Secret().parse(" ")).isEmpty();
    assertThat(new SettingType.Secret().parse("a\nb")).isEmpty();
    assertThat(new SettingType.Secret().secret()).isTrue();
    assertThat(new SettingType.Text().secret()).isFalse();
  }
}
