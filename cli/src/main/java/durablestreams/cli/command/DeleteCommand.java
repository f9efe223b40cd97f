package durablestreams.cli.command;

import durablestreams.cli.base.ExitCode;
import durablestreams.cli.client.Call;
import durablestreams.cli.session.ClientCommand;
import durablestreams.cli.session.Facts;
import durablestreams.cli.session.Session;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** The command that deletes streams. */
@Command(name = "delete", description = "Delete streams.")
public final class DeleteCommand extends ClientCommand {

  @Parameters(
      paramLabel = "STREAM",
      arity = "1..*",
      description = "Names of streams, or their URLs; the first that fails ends the command.")
  private List<String> streams = new ArrayList<>();

  @Override
  protected ExitCode run(Session session) {
    for (String stream : streams) {
      session.client().send(Call.of("DELETE", "delete", session.stream(stream)).once());
      session.done(stream + " deleted", Facts.of("stream", stream).and("deleted", true).all());
    }
    return ExitCode.DONE;
  }
}
