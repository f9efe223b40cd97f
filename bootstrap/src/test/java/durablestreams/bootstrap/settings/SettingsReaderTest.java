package durablestreams.bootstrap.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import durablestreams.bootstrap.settings.ServerCatalog.LogLevel;
import durablestreams.bootstrap.settings.Setting.Group;
import durablestreams.bootstrap.storage.Storage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsReaderTest {

  private static final Setting<String> TOKEN =
      Setting.of("AUTH_TOKEN", new SettingType.Secret(), "", Group.ACCESS, "A secret.");

  private final SettingsTable table = table();

  @TempDir Path folder;

  private static SettingsTable table() {
    List<Setting<?>> settings = new ArrayList<>(Storage.settings());
    settings.addAll(Catalog.ALL);
    settings.add(TOKEN);
    return new SettingsTable(settings);
  }

  private Settings read(List<String> arguments, Map<String, String> environment) {
    return new SettingsReader(table).read(CommandLine.parse(arguments, table).flags(), environment);
  }

  private String refusal(List<String> arguments, Map<String, String> environment) {
    try {
      read(arguments, environment);
    } catch (SettingsException e) {
      return e.getMessage();
    }
    throw new AssertionError("nothing was refused");
  }

  private Path file(String name, String content) throws IOException {
    return Files.writeString(folder.resolve(name), content);
  }

  @Test
  void whatIsNotGivenHasItsDefault() {
    Settings settings = read(List.of(), Map.of());
    assertThat(settings.get(ServerCatalog.PORT)).isEqualTo(4437);
    assertThat(settings.find(ServerCatalog.TLS_CERT)).isEmpty();
    assertThat(settings.texts()).isEmpty();
    assertThatThrownBy(() -> settings.get(ServerCatalog.TLS_CERT))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aFlagComesBeforeTheEnvironmentAndThatBeforeTheFile() throws IOException {
    Path config =
        file("server.properties", "# mine\nport = 1\nhost = h1\nlong-poll-timeout = 1s\n");
    Map<String, String> environment = Map.of("PORT", "2", "HOST", "h2", "HOME", "/nobody/cares");
    Settings settings = read(List.of("--config=" + config, "--port=3"), environment);
    assertThat(settings.get(ServerCatalog.PORT)).isEqualTo(3);
    assertThat(settings.get(ServerCatalog.HOST)).isEqualTo("h2");
    assertThat(settings.get(TrafficCatalog.LONG_POLL_TIMEOUT)).isEqualTo(Duration.ofSeconds(1));
    assertThat(settings.source(ServerCatalog.PORT)).isEqualTo("--port");
    assertThat(settings.source(ServerCatalog.HOST)).isEqualTo("HOST");
    assertThat(settings.source(TrafficCatalog.LONG_POLL_TIMEOUT))
        .isEqualTo("long-poll-timeout in " + config);
    assertThat(settings.source(StoreCatalog.DATA)).isEqualTo("--data");
  }

  @Test
  void theFileCanBeNamedInTheEnvironment() throws IOException {
    Path config = file("server.properties", "log-level=warn\ndata=däta\n");
    Settings settings = read(List.of(), Map.of("CONFIG", config.toString()));
    assertThat(settings.get(ServerCatalog.LOG_LEVEL)).isEqualTo(LogLevel.WARN);
    assertThat(settings.get(StoreCatalog.DATA)).isEqualTo(Path.of("däta"));
  }

  @Test
  void everySettingCanBeGivenInAllThreeWays() throws IOException {
    for (Setting<?> setting : Catalog.ALL) {
      if (setting == ServerCatalog.CONFIG) {
        continue;
      }
      String value = setting.defaultText().isEmpty() ? sample(setting) : setting.defaultText();
      Path config = file("one.properties", setting.entry() + " = " + value + "\n");
      assertThat(read(List.of(setting.flag() + "=" + value), Map.of()).texts())
          .isEqualTo(Map.of(setting.variable(), value));
      assertThat(read(List.of(setting.flag(), value), Map.of()).texts())
          .isEqualTo(Map.of(setting.variable(), value));
      assertThat(read(List.of(), Map.of(setting.variable(), value)).texts())
          .isEqualTo(Map.of(setting.variable(), value));
      assertThat(read(List.of("--config", config.toString()), Map.of()).texts())
          .containsEntry(setting.variable(), value);
    }
  }

  private static String sample(Setting<?> setting) {
    String secret = "x".repeat(32);
    return List.of("64MiB", "https://a.example", "files", "7", "1h", "x", secret).stream()
        .filter(text -> setting.kind().parse(text).isPresent())
        .findFirst()
        .orElseThrow();
  }

  @Test
  void theLastOfTwoFlagsCounts() {
    assertThat(read(List.of("--port=1", "--port", "2"), Map.of()).get(ServerCatalog.PORT))
        .isEqualTo(2);
  }

  @Test
  void aSwitchNeedsNoValue() {
    for (List<String> arguments :
        List.of(
            List.of("--debug-timing"),
            List.of("--debug-timing", "--port=1"),
            List.of("--debug-timing", "1"),
            List.of("--debug-timing=on"))) {
      assertThat(read(arguments, Map.of()).get(ServerCatalog.DEBUG_TIMING)).isTrue();
    }
    assertThat(read(List.of("--registry", "off"), Map.of()).get(StoreCatalog.REGISTRY)).isFalse();
    CommandLine line = CommandLine.parse(List.of("--debug-timing", "rebuild"), table);
    assertThat(line.words()).containsExactly("rebuild");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--port=abc|--port is abc, but must be a number from 0 to 65535.",
        "--port=70000|--port is 70000, but must be a number from 0 to 65535.",
        "--port=|--port is empty, but must be a number from 0 to 65535.",
        "--port|--port needs a value: a number from 0 to 65535.",
        "--store=redis|--store is redis, but must be sqlite or memory.",
        "--store=sqllite|--store is sqllite, but must be sqlite or memory (did you mean sqlite?).",
        "--long-poll-timeout=soon|--long-poll-timeout is soon, but must be a duration such as 500ms, 3s, 2m or 1h, from 10ms to 24h.",
        "--read-max-bytes=0|--read-max-bytes is 0, but must be bytes such as 65536, 64KiB, 4MiB or 16MB, from 1 to 64 MiB.",
        "--debug-timing=maybe|--debug-timing is maybe, but must be on or off.",
        "--r2-endpoint=x|--r2-endpoint is x, but must be a URL such as https://example.com.",
        "--host=a b|--host is a b, but must be a host name or an IP address, without a port.",
        "--cors-origins=x|--cors-origins is x, but must be * or origins such as https://app.example.com, with commas between them.",
        "--prot=1|There is no flag --prot (did you mean --port?); --help lists those there are.",
        "--LONG_POLL_TIMEOUT=1|There is no flag --LONG_POLL_TIMEOUT (did you mean --long-poll-timeout?); --help lists those there are.",
        "--frobnicate|There is no flag --frobnicate; --help lists those there are.",
        "-port=1|There is no flag -port (did you mean --port?); --help lists those there are.",
        "--hlep|There is no flag --hlep (did you mean --help?); --help lists those there are.",
      })
  void aWrongFlagIsOneSentence(String flag, String sentence) {
    assertThat(refusal(List.of(flag), Map.of())).isEqualTo(sentence);
  }

  @Test
  void aWrongVariableIsOneSentence() {
    assertThat(refusal(List.of(), Map.of("SEGMENT_MAX_MESSAGES", "-3")))
        .isEqualTo("SEGMENT_MAX_MESSAGES is -3, but must be a number from 1 to 2147483647.");
    assertThat(refusal(List.of(), Map.of("PORT", "\u001b[31m" + "9".repeat(200))))
        .startsWith("PORT is ?[31m999")
        .contains("…, but must be")
        .hasSizeLessThan(200);
  }

  @Test
  void aVariableWithoutAValueIsNotGiven() {
    assertThat(read(List.of(), Map.of("PORT", "")).get(ServerCatalog.PORT)).isEqualTo(4437);
  }

  @Test
  void aSecretIsNeverEmptyAndNeverShown() {
    assertThat(refusal(List.of(), Map.of("AUTH_TOKEN", "")))
        .isEqualTo("AUTH_TOKEN must be one line of text that is not blank.");
    assertThat(refusal(List.of("--auth-token=topsecret\n2"), Map.of()))
        .doesNotContain("topsecret")
        .startsWith("--auth-token must be");
  }

  @Test
  void aSecretCanStandInAFile() throws IOException {
    Path secret = file("token", "s3cret\n");
    Path config = file("c.properties", "auth-token-file = " + secret + "\n");
    for (Settings settings :
        List.of(
            read(List.of("--auth-token-file=" + secret), Map.of()),
            read(List.of(), Map.of("AUTH_TOKEN_FILE", secret.toString())),
            read(List.of("--config=" + config), Map.of("AUTH_TOKEN_FILE_", "")))) {
      assertThat(settings.get(TOKEN)).isEqualTo("s3cret");
    }
    assertThat(read(List.of("--auth-token=x"), Map.of("AUTH_TOKEN_FILE", "/not/there")).get(TOKEN))
        .isEqualTo("x");
  }

  @Test
  void aSecretHasOnePlace() throws IOException {
    Path secret = file("token", "s3cret\n");
    assertThat(refusal(List.of(), Map.of("AUTH_TOKEN", "x", "AUTH_TOKEN_FILE", secret.toString())))
        .isEqualTo("AUTH_TOKEN and AUTH_TOKEN_FILE are both given: remove one.");
    assertThat(refusal(List.of("--auth-token-file=/not/there"), Map.of()))
        .isEqualTo("--auth-token-file is /not/there, which cannot be read: there is no such file.");
    assertThat(refusal(List.of("--auth-token-file=" + file("empty", "\n")), Map.of()))
        .isEqualTo("--auth-token-file must be one line of text that is not blank.");
  }

  @Test
  void theFileIsReadStrictly() throws IOException {
    assertThat(refusal(List.of("--config=/not/there"), Map.of()))
        .isEqualTo("--config is /not/there, which cannot be read: there is no such file.");
    Path unknown = file("unknown.properties", "prot = 1\n");
    assertThat(refusal(List.of("--config=" + unknown), Map.of()))
        .isEqualTo(
            "There is no setting prot, which %s has (did you mean port?); --help lists those there are."
                .formatted(unknown));
    Path wrong = file("wrong.properties", "port = x\n");
    assertThat(refusal(List.of("--config=" + wrong), Map.of()))
        .isEqualTo("port in %s is x, but must be a number from 0 to 65535.".formatted(wrong));
    Path nested = file("nested.properties", "config = other\n");
    assertThat(refusal(List.of("--config=" + nested), Map.of())).contains("config");
    Path escape = file("escape.properties", "data = \\u00zz\n");
    assertThat(refusal(List.of("--config=" + escape), Map.of())).contains(escape.toString());
    Path garbled = Files.write(folder.resolve("g"), "ä".getBytes(StandardCharsets.ISO_8859_1));
    assertThat(refusal(List.of("--config=" + garbled), Map.of())).contains("it is not UTF-8 text");
    assertThat(refusal(List.of("--config=" + folder), Map.of())).contains("which cannot be read");
  }
}
