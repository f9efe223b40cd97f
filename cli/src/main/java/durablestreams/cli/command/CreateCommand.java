package durablestreams.cli.command;

import durablestreams.cli.base.CliException;
import durablestreams.cli.base.ExitCode;
import durablestreams.cli.client.Call;
import durablestreams.cli.client.Reply;
import durablestreams.cli.client.StreamAddress;
import durablestreams.cli.session.ClientCommand;
import durablestreams.cli.session.Facts;
import durablestreams.cli.session.Session;
import durablestreams.cli.session.Values;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The command that creates a stream. */
@Command(name = "create", description = "Create a stream.")
public final class CreateCommand extends ClientCommand {
  private static final int CREATED = 201;

  @Parameters(paramLabel = "STREAM", description = "Name of the stream, or its URL.")
  private String stream = "";

  @Option(
      names = {"-t", "--type"},
      paramLabel = "TYPE",
      converter = Values.Type.class,
      description = "Content type, or json, text, bytes; bytes by default.")
  private String type = "application/octet-stream";

  @Option(
      names = "--ttl",
      paramLabel = "TIME",
      converter = Values.Time.class,
      description = "Time without a read or an append after which it ends.")
  private Optional<Duration> ttl = Optional.empty();

  @Option(
      names = "--expires-at",
      paramLabel = "TIME",
      converter = Values.Point.class,
      description = "Time at which it ends, such as 2030-01-31T12:00:00Z.")
  private Optional<Instant> expiresAt = Optional.empty();

  @Option(names = "--closed", description = "Create it closed.")
  private boolean closed;

  @Override
  protected ExitCode run(Session session) {
    if (ttl.isPresent() && expiresAt.isPresent()) {
      throw CliException.usage("--ttl and --expires-at cannot both be given");
    }
    if (ttl.filter(time -> time.toMillis() % 1_000 != 0).isPresent()) {
      throw CliException.usage("--ttl must be whole seconds");
    }
    StreamAddress address = session.stream(stream);
    Call call = Call.of("PUT", "create", address).header("Content-Type", type);
    if (ttl.isPresent()) {
      call = call.header("Stream-TTL", Long.toString(ttl.get().toSeconds()));
    }
    if (expiresAt.isPresent()) {
      call = call.header("Stream-Expires-At", expiresAt.get().toString());
    }
    if (closed) {
      call = call.header("Stream-Closed", "true");
    }
    Reply reply = session.client().send(call);
    boolean created = reply.status() == CREATED;
    session.done(
        "%s %s (%s), next offset %s"
            .formatted(stream, created ? "created" : "existed already", type, reply.nextOffset()),
        Facts.of("stream", stream)
            .and("created", created)
            .and("contentType", type)
            .and("nextOffset", reply.nextOffset())
            .all());
    return ExitCode.DONE;
  }
}
