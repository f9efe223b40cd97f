package durablestreams.bootstrap;

import durablestreams.bootstrap.settings.Setting;
import durablestreams.bootstrap.settings.SettingType;
import durablestreams.bootstrap.settings.SettingsTable;
import durablestreams.cli.Cli;
import java.util.stream.Collectors;

/** Renderer of the table of settings, for {@code --help} and for {@code docs/settings.md}. */
final class Help {

  private static final int WIDTH = 96;
  private static final String INDENT = "      ";
  private static final String USAGE =
      """
      Usage: java -jar bootstrap.jar [command] [settings]

      Commands:
      """;
  private static final String CLIENT =
      """

      Commands that talk to a server, with options of their own (help COMMAND lists them):
      """;
  private static final String RULES =
      """

      Every setting is a flag (--port=4437 or --port 4437), an environment variable (PORT=4437) or
      a line in the file that --config names (port = 4437). Flags come before the environment, and
      that before the file. Durations are written 500ms, 3s, 2m or 1h, and a bare number is
      seconds; sizes are written 64KiB, 4MiB or 16MB, and a bare number is bytes. A secret can also
      be read from a file: --auth-token-file=FILE or AUTH_TOKEN_FILE=FILE. With --json the commands
      print their results as JSON.
      """;

  private Help() {}

  /** What {@code --help} prints. */
  static String text(SettingsTable table) {
    StringBuilder out = new StringBuilder(USAGE);
    for (Command command : Command.values()) {
      appendCommand(out, command.word(), command.sentence());
    }
    out.append(CLIENT);
    for (Cli.Summary command : Cli.summaries()) {
      appendCommand(out, command.name(), command.sentence());
    }
    out.append(RULES);
    table
        .byGroup()
        .forEach((group, settings) -> {
          out.append('\n').append(group.title()).append('\n');
          settings.forEach(setting -> append(out, setting));
        });
    return out.toString();
  }

  private static void appendCommand(StringBuilder out, String word, String sentence) {
    out.append("  %-19s%s\n".formatted(word, sentence));
  }

  private static void append(StringBuilder out, Setting<?> setting) {
    out.append("  ").append(setting.flag()).append("  (").append(setting.variable());
    if (!setting.defaultShown().isEmpty()) {
      out.append(", default: ").append(setting.defaultShown().replace("`", ""));
    }
    out.append(")\n");
    String sentence = setting.sentence().replace("`", "");
    String text =
        setting.kind() instanceof SettingType.Text || setting.kind().secret()
            ? sentence
            : sentence + " Allowed: " + setting.kind().allowed() + ".";
    wrap(out, text);
  }

  private static void wrap(StringBuilder out, String text) {
    int column = 0;
    for (String word : text.split(" ")) {
      if (column > 0 && column + 1 + word.length() > WIDTH) {
        out.append('\n');
        column = 0;
      }
      if (column == 0) {
        out.append(INDENT).append(word);
        column = INDENT.length() + word.length();
      } else {
        out.append(' ').append(word);
        column += 1 + word.length();
      }
    }
    out.append('\n');
  }

  /** The table of {@code docs/settings.md}. */
  static String markdown(SettingsTable table) {
    StringBuilder out = new StringBuilder();
    out.append("| flag | environment | default | |\n|---|---|---|---|\n");
    table
        .byGroup()
        .forEach((group, settings) -> {
          out.append("| **").append(group.title()).append("** | | | |\n");
          settings.forEach(setting -> out.append(row(setting)));
        });
    return out.toString();
  }

  private static String row(Setting<?> setting) {
    String fixed = setting.defaultText().isEmpty() ? "" : "`" + setting.defaultText() + "`";
    String shown = setting.defaultWords().isEmpty() ? fixed : setting.defaultWords();
    String words =
        setting.kind().words().stream()
            .map(word -> "`" + word + "`")
            .collect(Collectors.joining(", "));
    return "| `%s` | %s | %s | %s%s |\n"
        .formatted(
            setting.flag(),
            setting.variables().stream().map(v -> "`" + v + "`").collect(Collectors.joining(" ")),
            shown,
            setting.sentence(),
            words.isEmpty() ? "" : " One of " + words + ".");
  }
}
