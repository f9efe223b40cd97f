package durablestreams.cli.command;

import durablestreams.cli.base.ExitCode;
import durablestreams.cli.json.Json;
import durablestreams.cli.session.AdminApi;
import durablestreams.cli.session.AdminOptions;
import durablestreams.cli.session.ClientCommand;
import durablestreams.cli.session.Facts;
import durablestreams.cli.session.RegistryListing;
import durablestreams.cli.session.Session;
import durablestreams.cli.session.StreamListing;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The command that lists streams. */
@Command(
    name = "ls",
    description = "List the streams of a server, as its registry or its admin listener names them.")
public final class LsCommand extends ClientCommand {

  @Parameters(
      arity = "0..1",
      paramLabel = "PREFIX",
      description = "Only streams whose names begin with it.")
  private String prefix = "";

  @Option(
      names = {"-l", "--long"},
      description =
          "With the time of creation and the content type; from the admin listener also with the"
              + " tail and the number of live readers.")
  private boolean details;

  @Mixin private final AdminOptions admin = new AdminOptions();

  @Override
  protected ExitCode run(Session session) {
    Optional<AdminApi> listener = admin.api(session);
    if (listener.isEmpty()) {
      new RegistryListing(session).list(prefix, entry -> print(session, entry));
      return ExitCode.DONE;
    }
    try (AdminApi api = listener.get()) {
      api.streams(prefix, stream -> print(session, stream));
    }
    return ExitCode.DONE;
  }

  private void print(Session session, Map<String, Object> stream) {
    if (Boolean.TRUE.equals(stream.get("softDeleted"))) {
      return;
    }
    String name = Json.string(stream, "name");
    if (session.isJson()) {
      Map<String, Object> all = new LinkedHashMap<>();
      all.put("stream", name);
      stream.forEach((member, value) -> {
        if (!member.equals("name")) {
          all.put(member, value);
        }
      });
      session.terminal().line(Json.text(all));
    } else if (details) {
      session
          .terminal()
          .line(
              "%s  %s  %d  %d  %s"
                  .formatted(
                      Json.string(stream, "createdAt"),
                      Json.string(stream, "contentType"),
                      Json.number(stream, "tailPosition", 0),
                      Json.number(stream, "liveReaders", 0),
                      name));
    } else {
      session.terminal().line(name);
    }
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
