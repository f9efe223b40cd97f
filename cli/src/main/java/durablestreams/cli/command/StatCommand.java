package durablestreams.cli.command;

import durablestreams.cli.base.ExitCode;
import durablestreams.cli.client.Reply;
import durablestreams.cli.json.Json;
import durablestreams.cli.session.ClientCommand;
import durablestreams.cli.session.Facts;
import durablestreams.cli.session.Session;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** The command that describes a stream. */
@Command(name = "stat", description = "Describe a stream.")
public final class StatCommand extends ClientCommand {

  @Parameters(paramLabel = "STREAM", description = "Name of the stream, or its URL.")
  private String stream = "";

  @Override
  protected ExitCode run(Session session) {
    Reply reply = session.describe(session.stream(stream));
    Map<String, Object> facts =
        Facts.of("stream", stream)
            .and("contentType", reply.contentType())
            .and("nextOffset", reply.nextOffset())
            .and("closed", reply.isClosed())
            .and("ttlSeconds", reply.header("Stream-TTL").map(Long::valueOf))
            .and("expiresAt", reply.header("Stream-Expires-At"))
            .all();
    if (session.isJson()) {
      session.terminal().line(Json.text(facts));
    } else {
      facts.forEach((name, value) -> session.terminal().line(name + ": " + value));
    }
    return ExitCode.DONE;
  }
}
