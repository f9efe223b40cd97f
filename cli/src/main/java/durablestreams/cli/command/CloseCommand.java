package durablestreams.cli.command;

import durablestreams.cli.base.ExitCode;
import durablestreams.cli.client.Call;
import durablestreams.cli.client.Reply;
import durablestreams.cli.session.ClientCommand;
import durablestreams.cli.session.Facts;
import durablestreams.cli.session.Session;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** The command that closes a stream. */
@Command(
    name = "close",
    description = "Close a stream: it takes no more appends, and readers at its tail are told.")
public final class CloseCommand extends ClientCommand {

  @Parameters(paramLabel = "STREAM", description = "Name of the stream, or its URL.")
  private String stream = "";

  @Override
  protected ExitCode run(Session session) {
    Call call = Call.of("POST", "close", session.stream(stream)).header("Stream-Closed", "true");
    Reply reply = session.client().send(call);
    session.done(
        "%s closed at offset %s".formatted(stream, reply.nextOffset()),
        Facts.of("stream", stream).and("closed", true).and("nextOffset", reply.nextOffset()).all());
    return ExitCode.DONE;
  }
}
