package durablestreams.cli.session;

import durablestreams.cli.base.Terminal;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Options of commands that can ask the admin listener of a server. */
public final class AdminOptions {

  @Option(
      order = 91,
      names = "--admin-url",
      paramLabel = "URL",
      description = "Admin listener to ask, such as http://127.0.0.1:4438; STREAM_ADMIN_URL.")
  private Optional<String> url = Optional.empty();

  @Option(
      order = 92,
      names = "--admin-token-file",
      paramLabel = "FILE",
      description = "File with the token of the admin listener; or STREAM_ADMIN_TOKEN.")
  private Optional<Path> tokenFile = Optional.empty();

  /** The admin listener to ask; empty if none was given. */
  public Optional<AdminApi> api(Session session) {
    Terminal terminal = session.terminal();
    return url.or(() -> variable(terminal, "STREAM_ADMIN_URL"))
        .map(given -> new AdminApi(session, given, token(terminal)));
  }

  private Optional<String> token(Terminal terminal) {
    return tokenFile
        .map(file -> TokenFile.read("--admin-token-file", file))
        .or(() -> variable(terminal, "STREAM_ADMIN_TOKEN"));
  }

  private static Optional<String> variable(Terminal terminal, String name) {
    return Optional.of(terminal.variable(name)).filter(value -> !value.isEmpty());
  }
}
