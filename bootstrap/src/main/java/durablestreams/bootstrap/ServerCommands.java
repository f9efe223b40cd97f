package durablestreams.bootstrap;

import durablestreams.application.access.AccessPolicies;
import durablestreams.bootstrap.settings.Setting;
import durablestreams.cli.Cli;
import java.util.Arrays;
import java.util.List;

/** The commands of the server with their settings, for the completion of command lines. */
final class ServerCommands {

  private ServerCommands() {}

  static List<Cli.Other> all() {
    List<String> flags =
        Main.table(AccessPolicies.onClassPath()).settings().stream().map(Setting::flag).toList();
    return Arrays.stream(Command.values())
        .map(command ->
            new Cli.Other(
                command.word(),
                command.sentence(),
                command == Command.HELP || command == Command.VERSION ? List.of() : flags))
        .toList();
  }
}
