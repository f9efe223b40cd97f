package durablestreams.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import durablestreams.cli.base.CliException;
import durablestreams.cli.base.ExitCode;
import durablestreams.cli.base.Terminal;
import java.util.List;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** The command that prints a completion script for a shell. */
final class Completion {
  static final String USAGE =
      """
      Usage: ds completion (bash | zsh)
      Print what bash or zsh completes commands and options with:
        source <(ds completion bash)
      """;

  private Completion() {}

  static ExitCode print(List<String> arguments, List<Cli.Other> others, Terminal terminal) {
    if (arguments.contains("--help") || arguments.contains("-h")) {
      terminal.write(USAGE.getBytes(UTF_8));
      return ExitCode.DONE;
    }
    if (arguments.size() != 1 || !List.of("bash", "zsh").contains(arguments.getFirst())) {
      throw CliException.usage(
          "completion needs the name of a shell: ds completion bash, or ds completion zsh");
    }
    // One script is for both: in zsh it turns on the completion of bash.
    terminal.write(AutoComplete.bash("ds", all(others)).getBytes(UTF_8));
    return ExitCode.DONE;
  }

  private static CommandLine all(List<Cli.Other> others) {
    CommandLine root = new CommandLine(CommandSpec.create().name("ds"));
    for (String name : Commands.names()) {
      root.addSubcommand(name, new CommandLine(Commands.find(name).orElseThrow()));
    }
    CommandSpec completion = CommandSpec.create();
    completion.addPositional(
        CommandLine.Model.PositionalParamSpec.builder()
            .paramLabel("SHELL")
            .completionCandidates(List.of("bash", "zsh"))
            .build());
    root.addSubcommand("completion", new CommandLine(completion));
    for (Cli.Other other : others) {
      CommandSpec spec = CommandSpec.create();
      for (String option : other.options()) {
        spec.addOption(OptionSpec.builder(option).type(String.class).build());
      }
      root.addSubcommand(other.name(), new CommandLine(spec));
    }
    return root;
  }
}
