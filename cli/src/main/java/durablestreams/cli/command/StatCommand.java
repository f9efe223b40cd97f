package durablestreams.cli.command;

import durablestreams.cli.base.ExitCode;
import durablestreams.cli.client.Reply;
import durablestreams.cli.json.Json;
import durablestreams.cli.session.AdminApi;
import durablestreams.cli.session.AdminOptions;
import durablestreams.cli.session.ClientCommand;
import durablestreams.cli.session.Facts;
import durablestreams.cli.session.Session;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** The command that describes a stream. */
@Command(name = "stat", description = "Describe a stream.")
public final class StatCommand extends ClientCommand {

  @Parameters(paramLabel = "STREAM", description = "Name of the stream, or its URL.")
  private String stream = "";

  @Mixin private final AdminOptions admin = new AdminOptions();

  @Override
  protected ExitCode run(Session session) {
    Optional<AdminApi> listener = admin.api(session);
    if (listener.isEmpty()) {
      print(session, facts(session));
      return ExitCode.DONE;
    }
    try (AdminApi api = listener.get()) {
      print(session, facts(session, api));
    }
    return ExitCode.DONE;
  }

  /** What the admin listener says; lists as JSON, or one line for each reader and counts. */
  private Map<String, Object> facts(Session session, AdminApi api) {
    Map<String, Object> details = api.describe(stream);
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("stream", stream);
    details.forEach((name, value) -> {
      if (value instanceof List<?> list && !session.isJson()) {
        facts.put(name, list.size());
      } else if (!name.equals("name")) {
        facts.put(name.equals("tail") ? "nextOffset" : name, value);
      }
    });
    List<Object> readers = new ArrayList<>();
    api.readers(stream, readers::add);
    if (session.isJson()) {
      facts.put("readers", readers);
    } else {
      for (int i = 0; i < readers.size(); i++) {
        facts.put("reader " + (i + 1), readers.get(i));
      }
    }
    return facts;
  }

  private Map<String, Object> facts(Session session) {
    Reply reply = session.describe(session.stream(stream));
    return Facts.of("stream", stream)
        .and("contentType", reply.contentType())
        .and("nextOffset", reply.nextOffset())
        .and("closed", reply.isClosed())
        .and("ttlSeconds", reply.header("Stream-TTL").map(Long::valueOf))
        .and("expiresAt", reply.header("Stream-Expires-At"))
        .all();
  }

  private static void print(Session session, Map<String, Object> facts) {
    if (session.isJson()) {
      session.terminal().line(Json.text(facts));
    } else {
      facts.forEach((name, value) -> session.terminal().line(name + ": " + value));
    }
  }
}
