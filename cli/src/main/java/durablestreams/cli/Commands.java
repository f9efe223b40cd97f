package durablestreams.cli;

import durablestreams.cli.command.AppendCommand;
import durablestreams.cli.command.CloseCommand;
import durablestreams.cli.command.CreateCommand;
import durablestreams.cli.command.DeleteCommand;
import durablestreams.cli.command.ExportCommand;
import durablestreams.cli.command.ForkCommand;
import durablestreams.cli.command.ImportCommand;
import durablestreams.cli.command.LsCommand;
import durablestreams.cli.command.ReadCommand;
import durablestreams.cli.command.StatCommand;
import durablestreams.cli.command.TailCommand;
import durablestreams.cli.session.ClientCommand;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** The commands of the client by name. */
final class Commands {
  private static final Map<String, Supplier<ClientCommand>> ALL = new LinkedHashMap<>();

  static {
    ALL.put("create", CreateCommand::new);
    ALL.put("append", AppendCommand::new);
    ALL.put("read", ReadCommand::new);
    ALL.put("tail", TailCommand::new);
    ALL.put("stat", StatCommand::new);
    ALL.put("ls", LsCommand::new);
    ALL.put("close", CloseCommand::new);
    ALL.put("fork", ForkCommand::new);
    ALL.put("delete", DeleteCommand::new);
    ALL.put("export", ExportCommand::new);
    ALL.put("import", ImportCommand::new);
  }

  private Commands() {}

  static Set<String> names() {
    return ALL.keySet();
  }

  static Optional<ClientCommand> find(String name) {
    return Optional.ofNullable(ALL.get(name)).map(Supplier::get);
  }

  /** The parser of a command. */
  static CommandLine parser(ClientCommand command) {
    CommandLine parser = new CommandLine(command);
    CommandSpec spec = parser.getCommandSpec();
    spec.name("ds " + spec.name());
    // A text or a name may begin with @.
    parser.setExpandAtFiles(false);
    parser.setOverwrittenOptionsAllowed(true);
    spec.usageMessage().sortOptions(false).autoWidth(false).width(100).abbreviateSynopsis(true);
    return parser;
  }
}
