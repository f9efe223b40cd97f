package durablestreams.cli.command;

import durablestreams.cli.base.ExitCode;
import durablestreams.cli.json.Json;
import durablestreams.cli.session.ClientCommand;
import durablestreams.cli.session.Facts;
import durablestreams.cli.session.RegistryListing;
import durablestreams.cli.session.Session;
import durablestreams.cli.session.StreamListing;
import java.time.Instant;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The command that lists streams. */
@Command(
    name = "ls",
    description = "List the streams of a server, as its stream __registry__ names them.")
public final class LsCommand extends ClientCommand {

  @Parameters(
      arity = "0..1",
      paramLabel = "PREFIX",
      description = "Only streams whose names begin with it.")
  private String prefix = "";

  @Option(
      names = {"-l", "--long"},
      description = "With the time of creation and the content type.")
  private boolean details;

  @Override
  protected ExitCode run(Session session) {
    StreamListing listing = new RegistryListing(session);
    listing.list(prefix, entry -> print(session, entry));
    return ExitCode.DONE;
  }

  private void print(Session session, StreamListing.Entry entry) {
    String created = Instant.ofEpochMilli(entry.createdAt()).toString();
    if (session.isJson()) {
      session
          .terminal()
          .line(
              Json.text(
                  Facts.of("stream", entry.name())
                      .and("contentType", entry.contentType())
                      .and("createdAt", created)
                      .all()));
    } else if (details) {
      session.terminal().line(created + "  " + entry.contentType() + "  " + entry.name());
    } else {
      session.terminal().line(entry.name());
    }
  }
}
