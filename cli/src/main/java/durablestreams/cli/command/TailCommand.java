package durablestreams.cli.command;

import durablestreams.cli.base.CliException;
import durablestreams.cli.base.ExitCode;
import durablestreams.cli.client.Page;
import durablestreams.cli.client.StreamPages;
import durablestreams.cli.session.ClientCommand;
import durablestreams.cli.session.PagePrinter;
import durablestreams.cli.session.Session;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The command that prints the end of a stream, and follows it. */
@Command(
    name = "tail",
    description = {
      "Print the last messages or lines of a stream, and with -f what comes after.",
      "To find the last ones, the stream is read from --offset on; -n 0 begins at the tail."
    })
public final class TailCommand extends ClientCommand {
  private static final int SHOWN = 10;

  @Parameters(paramLabel = "STREAM", description = "Name of the stream, or its URL.")
  private String stream = "";

  @Option(
      names = {"-f", "--follow"},
      description = "Go on until the stream is closed, across broken connections and restarts.")
  private boolean follow;

  @Option(
      names = {"-n", "--last"},
      paramLabel = "N",
      description = "How many; 10, or all with --offset.")
  private Optional<Integer> last = Optional.empty();

  @Option(
      names = {"-o", "--offset"},
      paramLabel = "OFFSET",
      description = "Where to begin; -1, the start, by default.")
  private Optional<String> offset = Optional.empty();

  @Override
  protected boolean isEndless() {
    return follow;
  }

  @Override
  protected ExitCode run(Session session) {
    if (last.filter(n -> n < 0).isPresent()) {
      throw CliException.usage("-n is %d, but must be 0 or more".formatted(last.get()));
    }
    boolean all = offset.isPresent() && last.isEmpty();
    int count = last.orElse(SHOWN);
    String from = offset.orElse(count == 0 && !all ? "now" : "-1");
    StreamPages pages = session.pages(session.stream(stream), from);
    PagePrinter printer = new PagePrinter(session.terminal(), session.isJson());
    LastUnits ring = new LastUnits(count);
    Page page;
    do {
      page = pages.next();
      if (all) {
        printer.print(page);
      } else {
        ring.add(page);
      }
    } while (!page.upToDate());
    if (!all) {
      ring.print(printer);
    }
    while (follow && !(page.closed() && page.upToDate())) {
      page = pages.live();
      printer.print(page);
    }
    return ExitCode.DONE;
  }
}
