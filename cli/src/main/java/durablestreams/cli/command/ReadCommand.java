package durablestreams.cli.command;

import durablestreams.cli.base.ExitCode;
import durablestreams.cli.client.Page;
import durablestreams.cli.client.StreamPages;
import durablestreams.cli.session.ClientCommand;
import durablestreams.cli.session.PagePrinter;
import durablestreams.cli.session.Session;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The command that reads a stream up to its tail. */
@Command(
    name = "read",
    description = "Print what a stream holds, up to its tail: bytes as they are, JSON one a line.")
public final class ReadCommand extends ClientCommand {

  @Parameters(paramLabel = "STREAM", description = "Name of the stream, or its URL.")
  private String stream = "";

  @Option(
      names = {"-o", "--offset"},
      paramLabel = "OFFSET",
      description = "Where to begin; -1, the start, by default.")
  private String offset = "-1";

  @Override
  protected ExitCode run(Session session) {
    StreamPages pages = session.pages(session.stream(stream), offset);
    PagePrinter printer = new PagePrinter(session.terminal(), session.isJson());
    Page page;
    do {
      page = pages.next();
      printer.print(page);
    } while (!page.upToDate());
    return ExitCode.DONE;
  }
}
