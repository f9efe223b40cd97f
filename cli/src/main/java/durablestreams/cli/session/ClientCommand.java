package durablestreams.cli.session;

import durablestreams.cli.base.ExitCode;
import durablestreams.cli.base.Terminal;
import java.io.IOException;
import picocli.CommandLine.Mixin;

/** Command that talks to a server. */
public abstract class ClientCommand {
  @Mixin private final CommonOptions common = new CommonOptions();

  /** Does it; the result is the exit code. */
  public final ExitCode run(Terminal terminal) throws IOException {
    try (Session session = new Session(terminal, common, isEndless())) {
      ExitCode code = run(session);
      terminal.flush();
      return code;
    }
  }

  /** Does it, with a server to talk to. */
  protected abstract ExitCode run(Session session) throws IOException;

  /** Whether it goes on until it is stopped, however long the server is away meanwhile. */
  protected boolean isEndless() {
    return false;
  }
}
