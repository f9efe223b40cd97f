package durablestreams.bootstrap.settings;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Parsed command line: words, and flags with their values. {@code --port=1} and {@code --port 1}
 * are the same; of a flag that is given twice the last one counts, so that a script can be
 * overruled.
 *
 * @param words what is no flag, in order
 * @param flags values by name, without the dashes; a switch without a value is {@code on}
 */
public record CommandLine(List<String> words, Map<String, String> flags) {

  private static final String DASHES = "--";
  private static final String DATA = "data";

  /**
   * Takes the arguments apart.
   *
   * @throws SettingsException when a flag is not in the table, or has no value
   */
  public static CommandLine parse(List<String> arguments, SettingsTable table) {
    List<String> words = new ArrayList<>();
    Map<String, String> flags = new LinkedHashMap<>();
    int at = 0;
    while (at < arguments.size()) {
      String argument = arguments.get(at++);
      if (!argument.startsWith("-") || argument.equals("-")) {
        words.add(argument);
        continue;
      }
      int equals = argument.indexOf('=');
      String name = nameOf(equals < 0 ? argument : argument.substring(0, equals), table);
      if (equals >= 0) {
        flags.put(name, argument.substring(equals + 1));
      } else if (table.isSwitch(name)) {
        boolean valueFollows =
            at < arguments.size() && new SettingType.Switch().parse(arguments.get(at)).isPresent();
        flags.put(name, valueFollows ? arguments.get(at++) : "on");
      } else if (at < arguments.size() && !arguments.get(at).startsWith(DASHES)) {
        flags.put(name, arguments.get(at++));
      } else {
        throw new SettingsException(DASHES + name + " needs a value: " + table.allowed(name) + ".");
      }
    }
    return new CommandLine(List.copyOf(words), flags);
  }

  /** The flags among the arguments that the table has, whatever the others are. */
  static Map<String, String> known(List<String> arguments, SettingsTable table) {
    Map<String, String> flags = new LinkedHashMap<>();
    for (int at = 0; at < arguments.size(); at++) {
      String argument = arguments.get(at);
      int equals = argument.indexOf('=');
      String flag = equals < 0 ? argument : argument.substring(0, equals);
      if (!flag.startsWith(DASHES) || !table.has(flag.substring(DASHES.length()))) {
        continue;
      }
      String name = flag.substring(DASHES.length());
      if (equals >= 0) {
        flags.put(name, argument.substring(equals + 1));
      } else if (at + 1 < arguments.size() && !arguments.get(at + 1).startsWith(DASHES)) {
        flags.put(name, arguments.get(at + 1));
      }
    }
    return flags;
  }

  /** With a word after this command as the data folder: {@code inspect FOLDER}. */
  public CommandLine withFolderOf(String command) {
    if (words.size() != 2 || !words.getFirst().equals(command) || flags.containsKey(DATA)) {
      return this;
    }
    Map<String, String> all = new LinkedHashMap<>(flags);
    all.put(DATA, words.getLast());
    return new CommandLine(List.of(command), all);
  }

  private static String nameOf(String flag, SettingsTable table) {
    String name = flag.startsWith(DASHES) ? flag.substring(2) : flag.substring(1);
    if (flag.startsWith(DASHES) && table.has(name)) {
      return name;
    }
    throw new SettingsException(
        "There is no flag %s%s; --help lists those there are."
            .formatted(
                SettingsException.printable(flag),
                Spelling.hint(
                    DASHES,
                    name,
                    Stream.concat(table.entries().stream(), Stream.of("help", "version"))
                        .toList())));
  }
}
