package durablestreams.bootstrap;

import durablestreams.bootstrap.settings.SettingsException;
import durablestreams.bootstrap.settings.Spelling;
import durablestreams.cli.Cli;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** The commands of the server; those that talk to one are {@link Cli}'s. */
enum Command {
  SERVE("serve", "Start the server; the same as no command."),
  VERIFY_ARCHIVE("verify-archive", "Compare every object in the archive with the index."),
  REBUILD("rebuild", "Restore the streams from the archive alone into an empty data folder."),
  PURGE_NOW("purge-now", "Remove deleted data from the archive without waiting for ARCHIVE_GRACE."),
  INSPECT("inspect", "Show what a data folder holds, while no server uses it."),
  BACKUP("backup", "Make a backup of the streams, also while the server runs."),
  RESTORE("restore", "Restore a backup into an empty data folder."),
  ADOPT("adopt", "Begin a new commit log with the streams of a data folder."),
  LEAVE("leave", "Make the data folder of a node that of a single server."),
  REBUILD_NODE("rebuild-node", "Set the files of a node aside and restore a snapshot."),
  VERIFY_NODES("verify-nodes", "Compare the state of the nodes of a cluster, by their URLs."),
  RAISE_LEVEL("raise-level", "Raise the feature level of a cluster, by the URLs of all its nodes."),
  ROTATE_WEBHOOK_KEY(
      "rotate-webhook-key", "Add a signing key for webhooks; a running server takes it over."),
  HEALTH("health", "Check that the server with these settings answers on this machine."),
  HELP("help", "Print this text, as --help does."),
  VERSION("version", "Print the version, as --version does.");

  private final String word;
  private final String sentence;

  Command(String word, String sentence) {
    this.word = word;
    this.sentence = sentence;
  }

  String word() {
    return word;
  }

  String sentence() {
    return sentence;
  }

  /**
   * The command that these words name; none is {@link #SERVE}. {@link #HELP} may stand before or
   * after another command, as in {@code serve help}.
   *
   * @throws SettingsException when they name no command
   */
  static Command of(List<String> words) {
    if (words.isEmpty()) {
      return SERVE;
    }
    String typed = words.getFirst();
    Command found =
        Arrays.stream(values())
            .filter(command -> command.word.equals(typed))
            .findAny()
            .orElseThrow(() -> unknown(typed));
    if (found == VERIFY_NODES || found == RAISE_LEVEL) {
      return found;
    }
    if (words.size() == 2 && (found == HELP || words.contains(HELP.word))) {
      return HELP;
    }
    if (words.size() > 1) {
      throw new SettingsException(
          "There is one command at a time, and then flags such as --port=4437, not "
              + SettingsException.printable(words.get(1)));
    }
    return found;
  }

  private static SettingsException unknown(String typed) {
    List<String> known =
        Stream.concat(
                Arrays.stream(values()).map(Command::word),
                Cli.summaries().stream().map(Cli.Summary::name))
            .toList();
    return new SettingsException(
        "There is no command %s%s: there are %s"
            .formatted(
                SettingsException.printable(typed),
                Spelling.hint("", typed, known),
                String.join(", ", known)));
  }
}
