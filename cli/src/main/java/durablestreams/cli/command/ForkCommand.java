package durablestreams.cli.command;

import durablestreams.cli.base.CliException;
import durablestreams.cli.base.ExitCode;
import durablestreams.cli.client.Call;
import durablestreams.cli.client.Reply;
import durablestreams.cli.client.StreamAddress;
import durablestreams.cli.session.ClientCommand;
import durablestreams.cli.session.Facts;
import durablestreams.cli.session.Session;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The command that forks a stream. */
@Command(name = "fork", description = "Create a stream that shares what another one holds.")
public final class ForkCommand extends ClientCommand {

  @Parameters(index = "0", paramLabel = "SOURCE", description = "The stream to fork.")
  private String source = "";

  @Parameters(index = "1", paramLabel = "FORK", description = "The stream to create.")
  private String fork = "";

  @Option(
      names = {"-o", "--offset"},
      paramLabel = "OFFSET",
      description = "Share what is before this offset; everything by default.")
  private Optional<String> offset = Optional.empty();

  @Option(
      names = "--sub-offset",
      paramLabel = "N",
      description = "Share N messages (JSON) or bytes after the offset, too.")
  private Optional<Long> subOffset = Optional.empty();

  @Override
  protected ExitCode run(Session session) {
    if (subOffset.isPresent() && offset.isEmpty()) {
      throw CliException.usage("--sub-offset counts from --offset, which must be given as well");
    }
    StreamAddress from = session.stream(source);
    StreamAddress to = session.stream(fork);
    Call call = Call.of("PUT", "create", to).header("Stream-Forked-From", from.path());
    if (offset.isPresent()) {
      call = call.header("Stream-Fork-Offset", offset.get());
    }
    if (subOffset.isPresent()) {
      call = call.header("Stream-Fork-Sub-Offset", subOffset.get().toString());
    }
    Reply reply = session.client().send(call);
    session.done(
        "%s forked from %s, next offset %s".formatted(fork, source, reply.nextOffset()),
        Facts.of("stream", fork)
            .and("source", source)
            .and("created", reply.status() == 201)
            .and("nextOffset", reply.nextOffset())
            .all());
    return ExitCode.DONE;
  }
}
