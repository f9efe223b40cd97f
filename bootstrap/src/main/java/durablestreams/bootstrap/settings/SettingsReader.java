package durablestreams.bootstrap.settings;

import durablestreams.bootstrap.settings.Settings.Given;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;

/** Reader of settings from flags, the environment and the file, in this order of precedence. */
public final class SettingsReader {

  private static final long MAX_FILE_BYTES = 1 << 20;

  private final SettingsTable table;

  public SettingsReader(SettingsTable table) {
    this.table = table;
  }

  /** One place where settings are given. */
  private interface Source {
    /** The value of a name in the form of an environment variable. */
    Optional<Given> get(String variable);
  }

  /**
   * The settings.
   *
   * @param flags values by name, without dashes
   * @param environment values by variable; those that are no setting are ignored
   * @throws SettingsException at the first that is wrong
   */
  public Settings read(Map<String, String> flags, Map<String, String> environment) {
    Source typed =
        v -> {
          String name = Setting.entryOf(v);
          return Optional.ofNullable(flags.get(name)).map(text -> new Given(text, "--" + name));
        };
    // A variable that is exported without a value is a common way to leave it out; but an empty
    // secret would leave the server open.
    Source exported =
        v ->
            Optional.ofNullable(environment.get(v))
                .filter(text -> !text.isEmpty() || table.isSecret(Setting.entryOf(v)))
                .map(text -> new Given(text, v));
    Source written = file(first(List.of(typed, exported), ServerCatalog.CONFIG));
    Map<String, Given> given = new HashMap<>();
    for (Setting<?> setting : table.settings()) {
      first(List.of(typed, exported, written), setting)
          .ifPresent(value -> given.put(setting.variable(), checked(setting, value)));
    }
    return new Settings(given);
  }

  private static Optional<Given> first(List<Source> sources, Setting<?> setting) {
    return sources.stream().flatMap(source -> from(source, setting).stream()).findFirst();
  }

  private static Optional<Given> from(Source source, Setting<?> setting) {
    if (!setting.kind().secret()) {
      return source.get(setting.variable());
    }
    Optional<Given> itself = source.get(setting.variable());
    Optional<Given> inFile = source.get(setting.variable() + Setting.FILE_SUFFIX);
    if (itself.isPresent() && inFile.isPresent()) {
      throw new SettingsException(
          itself.get().source() + " and " + inFile.get().source() + " are both given: remove one.");
    }
    return itself.or(() -> inFile.map(SettingsReader::content));
  }

  private static Given checked(Setting<?> setting, Given value) {
    SettingType<?> kind = setting.kind();
    if (kind.parse(value.text()).isPresent()) {
      return value;
    }
    String shown = value.text().isEmpty() ? "empty" : SettingsException.printable(value.text());
    throw new SettingsException(
        kind.secret()
            ? "%s must be %s.".formatted(value.source(), kind.allowed())
            : "%s is %s, but must be %s%s."
                .formatted(
                    value.source(),
                    shown,
                    kind.allowed(),
                    Spelling.hint("", value.text(), kind.words())));
  }

  /** The secret in the file that was named. */
  private static Given content(Given name) {
    Path path =
        new SettingType.FilePath()
            .parse(name.text())
            .orElseThrow(
                () -> new SettingsException(name.source() + " must be a path in the file system."));
    return new Given(read(path, name.source()).stripTrailing(), name.source());
  }

  private Source file(Optional<Given> config) {
    if (config.isEmpty()) {
      return variable -> Optional.empty();
    }
    String source = config.get().source();
    Path path =
        new SettingType.FilePath()
            .parse(checked(ServerCatalog.CONFIG, config.get()).text())
            .orElseThrow();
    Properties entries = new Properties();
    try (Reader in = Reader.of(read(path, source))) {
      entries.load(in);
    } catch (IOException | IllegalArgumentException e) {
      throw new SettingsException(
          "%s is %s, which is no file of lines such as \"port = 4437\": %s."
              .formatted(source, path, e.getMessage()));
    }
    for (String entry : entries.stringPropertyNames()) {
      if (!table.has(entry) || entry.equals(ServerCatalog.CONFIG.entry())) {
        throw new SettingsException(
            "There is no setting %s, which %s has%s; --help lists those there are."
                .formatted(
                    SettingsException.printable(entry),
                    path,
                    Spelling.hint("", entry, table.entries())));
      }
    }
    return variable -> {
      String entry = Setting.entryOf(variable);
      return Optional.ofNullable(entries.getProperty(entry))
          .map(text -> new Given(text.strip(), entry + " in " + path));
    };
  }

  private static String read(Path path, String source) {
    try {
      if (Files.size(path) > MAX_FILE_BYTES) {
        throw new IOException("it is larger than 1 MiB");
      }
      return Files.readString(path);
    } catch (IOException e) {
      String reason =
          switch (e) {
            case NoSuchFileException missing -> "there is no such file";
            case CharacterCodingException garbled -> "it is not UTF-8 text";
            default -> Optional.ofNullable(e.getMessage()).orElse("it cannot be read");
          };
      throw new SettingsException(
          "%s is %s, which cannot be read: %s."
              .formatted(source, SettingsException.printable(path.toString()), reason));
    }
  }
}
