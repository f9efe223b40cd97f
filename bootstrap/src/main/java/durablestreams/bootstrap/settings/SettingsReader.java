package durablestreams.bootstrap.settings;

import durablestreams.bootstrap.settings.Settings.Given;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reader of settings from flags, the environment and the file, in this order of precedence. */
public final class SettingsReader {

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
    Source typed = typed(flags);
    Source exported = exported(environment);
    Source written = file(first(List.of(typed, exported), ServerCatalog.CONFIG));
    Map<String, Given> given = new HashMap<>();
    for (Setting<?> setting : table.settings()) {
      first(List.of(typed, exported, written), setting)
          .ifPresent(value -> given.put(setting.variable(), checked(setting, value)));
    }
    return new Settings(given, table.archives());
  }

  /**
   * The folder of plug-ins, which is needed to know what settings there are: so those that the
   * table lacks are passed over.
   *
   * @param arguments as they were typed
   */
  public static Optional<Path> plugins(List<String> arguments, Map<String, String> environment) {
    SettingsTable two = new SettingsTable(List.of(ServerCatalog.CONFIG, ServerCatalog.PLUGINS));
    SettingsReader reader = new SettingsReader(two);
    Source typed = typed(CommandLine.known(arguments, two));
    Source exported = reader.exported(environment);
    Optional<Given> config = first(List.of(typed, exported), ServerCatalog.CONFIG);
    Source written =
        config.isEmpty()
            ? variable -> Optional.empty()
            : SettingsFile.read(checked(ServerCatalog.CONFIG, config.get()))::get;
    return first(List.of(typed, exported, written), ServerCatalog.PLUGINS)
        .flatMap(given ->
            ServerCatalog.PLUGINS.kind().parse(checked(ServerCatalog.PLUGINS, given).text()));
  }

  private static Source typed(Map<String, String> flags) {
    return variable -> {
      String name = Setting.entryOf(variable);
      return Optional.ofNullable(flags.get(name)).map(text -> new Given(text, "--" + name));
    };
  }

  /**
   * A variable that is exported without a value is a common way to leave it out; but an empty
   * secret would leave the server open.
   */
  private Source exported(Map<String, String> environment) {
    return variable ->
        Optional.ofNullable(environment.get(variable))
            .filter(text -> !text.isEmpty() || table.isSecret(Setting.entryOf(variable)))
            .map(text -> new Given(text, variable));
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
    return new Given(SettingsFile.text(path, name.source()).stripTrailing(), name.source());
  }

  private Source file(Optional<Given> config) {
    if (config.isEmpty()) {
      return variable -> Optional.empty();
    }
    SettingsFile file = SettingsFile.read(checked(ServerCatalog.CONFIG, config.get()));
    for (String entry : file.entries().stringPropertyNames()) {
      if (!table.has(entry) || entry.equals(ServerCatalog.CONFIG.entry())) {
        throw new SettingsException(
            "There is no setting %s, which %s has%s; --help lists those there are."
                .formatted(
                    SettingsException.printable(entry),
                    file.path(),
                    Spelling.hint("", entry, table.entries())));
      }
    }
    return file::get;
  }
}
