package durablestreams.cli.session;

import durablestreams.cli.base.CliException;
import durablestreams.cli.base.Terminal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Options of every command: which server, with which credentials, and what to print. */
public final class CommonOptions {
  private static final String DEFAULT_URL = "http://127.0.0.1:4437/v1/stream";

  @Option(
      order = 101,
      names = "--url",
      paramLabel = "URL",
      description = "Server; STREAM_URL, or " + DEFAULT_URL + ".")
  private Optional<String> url = Optional.empty();

  @Option(
      order = 102,
      names = "--token",
      paramLabel = "TOKEN",
      description = "Bearer token; other users of the machine can see it.")
  private Optional<String> token = Optional.empty();

  @Option(
      order = 103,
      names = "--token-file",
      paramLabel = "FILE",
      description = "File with the bearer token.")
  private Optional<Path> tokenFile = Optional.empty();

  @Option(
      order = 104,
      names = "--auth",
      paramLabel = "VALUE",
      description = "Whole Authorization header; STREAM_AUTH.")
  private Optional<String> authorization = Optional.empty();

  @Option(
      order = 105,
      names = "--retry",
      paramLabel = "TIME",
      converter = Values.Time.class,
      description =
          "How long a server is tried again that cannot be reached or is busy; 30s, but 0s for one"
              + " that never answered.")
  private Optional<Duration> retry = Optional.empty();

  @Option(order = 106, names = "--json", description = "Print JSON, and errors as JSON too.")
  private boolean json;

  @Option(
      order = 107,
      names = {"-q", "--quiet"},
      description = "Print neither what was done nor progress.")
  private boolean quiet;

  @Option(
      order = 108,
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Print this.")
  private boolean help;

  boolean isJson() {
    return json;
  }

  boolean isQuiet() {
    return quiet;
  }

  Optional<Duration> retry() {
    return retry;
  }

  String url(Terminal terminal) {
    String set = terminal.variable("STREAM_URL");
    return url.orElse(set.isEmpty() ? DEFAULT_URL : set);
  }

  Optional<String> authorization(Terminal terminal) {
    long given =
        (token.isPresent() ? 1 : 0)
            + (tokenFile.isPresent() ? 1 : 0)
            + (authorization.isPresent() ? 1 : 0);
    if (given > 1) {
      throw CliException.usage("of --token, --token-file and --auth only one can be given");
    }
    String set = terminal.variable("STREAM_AUTH");
    return token
        .or(() -> tokenFile.map(file -> TokenFile.read("--token-file", file)))
        .map(text -> "Bearer " + text)
        .or(() -> authorization)
        .or(() -> set.isEmpty() ? Optional.empty() : Optional.of(set));
  }
}
