package durablestreams.bootstrap.settings;

import durablestreams.bootstrap.settings.Settings.Given;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Properties;

/** File of settings, with entries that need not be known. */
record SettingsFile(Path path, Properties entries) {

  private static final long MAX_FILE_BYTES = 1 << 20;

  /**
   * Reads the file that a setting names.
   *
   * @throws SettingsException when it cannot be read, or has other lines than entries
   */
  static SettingsFile read(Given config) {
    Path path = new SettingType.FilePath().parse(config.text()).orElseThrow();
    Properties entries = new Properties();
    try (Reader in = Reader.of(text(path, config.source()))) {
      entries.load(in);
    } catch (IOException | IllegalArgumentException e) {
      throw new SettingsException(
          "%s is %s, which is no file of lines such as \"port = 4437\": %s."
              .formatted(config.source(), path, e.getMessage()));
    }
    return new SettingsFile(path, entries);
  }

  /** The value of a name in the form of an environment variable. */
  Optional<Given> get(String variable) {
    String entry = Setting.entryOf(variable);
    return Optional.ofNullable(entries.getProperty(entry))
        .map(text -> new Given(text.strip(), entry + " in " + path));
  }

  /**
   * The text of a file.
   *
   * @param source the setting that names it
   * @throws SettingsException when it cannot be read
   */
  static String text(Path path, String source) {
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
