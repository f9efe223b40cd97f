package durablestreams.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import durablestreams.cli.base.CliException;
import durablestreams.cli.base.ExitCode;
import durablestreams.cli.base.OutputClosedException;
import durablestreams.cli.base.Terminal;
import durablestreams.cli.json.Json;
import durablestreams.cli.session.ClientCommand;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** The commands of the client: finds the one that was asked for, and runs it. */
public final class Cli {
  private static final String COMPLETION = "completion";

  /** Options of all commands that take a value, and may stand in front of the command. */
  private static final Set<String> VALUED = Set.of("--url", "--token", "--token-file", "--retry");

  private static final Set<String> SWITCHES = Set.of("--json", "--quiet", "-q");

  private final Terminal terminal;

  public Cli(Terminal terminal) {
    this.terminal = terminal;
  }

  /**
   * A command that is not the client's.
   *
   * @param options their names, dashes included
   */
  public record Other(String name, String sentence, List<String> options) {}

  /** Name and description of a command. */
  public record Summary(String name, String sentence) {}

  /** The commands there are. */
  public static List<Summary> summaries() {
    List<Summary> all = new ArrayList<>();
    for (String name : Commands.names()) {
      ClientCommand command = Commands.find(name).orElseThrow();
      all.add(
          new Summary(
              name, command.getClass().getAnnotation(CommandLine.Command.class).description()[0]));
    }
    all.add(new Summary(COMPLETION, "Print what bash or zsh completes commands and options with."));
    return all;
  }

  /** Whether the arguments ask for a command of the client. */
  public static boolean handles(List<String> arguments) {
    return commandAt(arguments) >= 0;
  }

  /** Whether a command of the client has this name. */
  public static boolean isCommand(String name) {
    return Commands.names().contains(name) || name.equals(COMPLETION);
  }

  /** Where the command is, after options that all commands have; negative when it is not ours. */
  private static int commandAt(List<String> arguments) {
    int at = 0;
    while (at < arguments.size() && arguments.get(at).startsWith("-")) {
      String argument = arguments.get(at);
      String name = argument.split("=", 2)[0];
      if (VALUED.contains(name)) {
        at += argument.contains("=") ? 1 : 2;
      } else if (SWITCHES.contains(argument)) {
        at++;
      } else {
        return -1;
      }
    }
    return at < arguments.size() && isCommand(arguments.get(at)) ? at : -1;
  }

  /**
   * Runs a command.
   *
   * @param others the commands that are not the client's, for completion
   * @return the exit code of the process
   */
  public int run(List<String> arguments, Supplier<List<Other>> others) {
    int at = commandAt(arguments);
    List<String> rest = new ArrayList<>(arguments);
    String name = rest.remove(at);
    boolean json = arguments.contains("--json");
    try {
      ExitCode code =
          name.equals(COMPLETION)
              ? Completion.print(rest, others.get(), terminal)
              : run(Commands.find(name).orElseThrow(), rest);
      terminal.flush();
      return code.number();
    } catch (CliException e) {
      return failed(e, json);
    } catch (OutputClosedException e) {
      return ExitCode.DONE.number();
    } catch (IOException e) {
      return failed(CliException.failed("io", reason(e)), json);
    }
  }

  private ExitCode run(ClientCommand command, List<String> arguments) throws IOException {
    CommandLine parser = Commands.parser(command);
    try {
      parser.parseArgs(arguments.toArray(String[]::new));
    } catch (ParameterException e) {
      throw CliException.usage(explained(e, parser));
    }
    if (parser.isUsageHelpRequested()) {
      terminal.write(parser.getUsageMessage(CommandLine.Help.Ansi.OFF).getBytes(UTF_8));
      return ExitCode.DONE;
    }
    return command.run(terminal);
  }

  /** What {@code --help} of a command prints. */
  public static String help(String name) {
    return Commands.find(name)
        .map(found -> Commands.parser(found).getUsageMessage(CommandLine.Help.Ansi.OFF))
        .orElse(Completion.USAGE);
  }

  private static String explained(ParameterException e, CommandLine parser) {
    StringBuilder text = new StringBuilder(String.valueOf(e.getMessage()).replaceAll("\\s+", " "));
    if (e instanceof UnmatchedArgumentException unmatched
        && !unmatched.getSuggestions().isEmpty()
        && unmatched.isUnknownOption()) {
      text.append(" (did you mean ").append(unmatched.getSuggestions().getFirst()).append("?)");
    }
    String synopsis = parser.getHelp().synopsis(0).replaceAll("\\s+", " ").strip();
    return text.append("; the usage is ")
        .append(synopsis)
        .append(", and --help lists the options")
        .toString();
  }

  private int failed(CliException e, boolean json) {
    Map<String, Object> error = new LinkedHashMap<>();
    error.put("code", e.code());
    error.put("message", e.line());
    terminal.notice(json ? Json.text(Map.of("error", error)) : "ds: " + e.line());
    try {
      terminal.flush();
    } catch (CliException | OutputClosedException closed) {
      // What was printed before the error has no reader any more.
    }
    return e.exitCode().number();
  }

  private static String reason(IOException e) {
    return e.getClass().getSimpleName().replace("Exception", "") + ": " + e.getMessage();
  }
}
