package durablestreams.cli.command;

import durablestreams.cli.base.CliException;
import durablestreams.cli.base.ExitCode;
import durablestreams.cli.base.Progress;
import durablestreams.cli.base.TerminalOutput;
import durablestreams.cli.client.Page;
import durablestreams.cli.client.Reply;
import durablestreams.cli.client.StreamAddress;
import durablestreams.cli.client.StreamPages;
import durablestreams.cli.session.ClientCommand;
import durablestreams.cli.session.Facts;
import durablestreams.cli.session.Session;
import durablestreams.cli.transfer.ExportEnd;
import durablestreams.cli.transfer.ExportHeader;
import durablestreams.cli.transfer.ExportPage;
import durablestreams.cli.transfer.ExportWriter;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The command that writes one stream to a file. */
@Command(
    name = "export",
    description = {
      "Write a stream to a file that import reads.",
      "It holds everything that was appended before the command began."
    })
public final class ExportCommand extends ClientCommand {

  @Parameters(index = "0", paramLabel = "STREAM", description = "Name of the stream, or its URL.")
  private String stream = "";

  @Parameters(
      index = "1",
      paramLabel = "FILE",
      description = "The file, which appears once it is complete; - is the output.")
  private String file = "";

  @Option(names = "--overwrite", description = "Replace the file if there is one.")
  private boolean overwrite;

  @Override
  protected ExitCode run(Session session) throws IOException {
    StreamAddress address = session.stream(stream);
    if (file.equals("-")) {
      export(session, address, new TerminalOutput(session.terminal()));
      return ExitCode.DONE;
    }
    Path target = Path.of(file);
    if (Files.exists(target) && !overwrite) {
      throw CliException.failed(
          "file_exists", "%s exists; --overwrite replaces it".formatted(file));
    }
    Path unfinished = target.resolveSibling(target.getFileName() + ".part");
    ExportEnd end;
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(unfinished), 1 << 16)) {
      end = export(session, address, out);
    } catch (CliException | IOException e) {
      Files.deleteIfExists(unfinished);
      throw e;
    }
    Files.move(unfinished, target, StandardCopyOption.REPLACE_EXISTING);
    session.done(
        "%s exported to %s: %s, next offset %s"
            .formatted(stream, file, Progress.size(end.bytes()), end.nextOffset()),
        Facts.of("stream", stream)
            .and("file", file)
            .and("pages", end.pages())
            .and("bytes", end.bytes())
            .and("nextOffset", end.nextOffset())
            .and("closed", end.closed())
            .and("sha256", end.sha256())
            .all());
    return ExitCode.DONE;
  }

  /** Up to the tail at its beginning; a writer that is faster does not keep it from its end. */
  private ExportEnd export(Session session, StreamAddress address, OutputStream out)
      throws IOException {
    Reply description = session.describe(address);
    String tail = description.nextOffset();
    ExportWriter writer = new ExportWriter(out);
    writer.header(
        new ExportHeader(
            stream,
            description.contentType(),
            description.header("Stream-TTL").map(Long::valueOf),
            description.header("Stream-Expires-At")));
    StreamPages pages = session.pages(address, "-1");
    Page page;
    try (Progress progress = session.progress("export", -1)) {
      do {
        page = pages.next();
        if (page.body().length > 0) {
          writer.page(new ExportPage(page.offset(), page.next(), page.body()));
        }
        progress.bytes(writer.bytes());
      } while (!page.upToDate() && page.next().compareTo(tail) < 0);
    }
    return writer.end(page.next(), page.closed() && page.upToDate());
  }
}
