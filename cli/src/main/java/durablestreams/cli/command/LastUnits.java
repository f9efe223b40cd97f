package durablestreams.cli.command;

import durablestreams.cli.client.Page;
import durablestreams.cli.session.PagePrinter;
import java.io.ByteArrayOutputStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** Ring of the last messages of a stream of JSON, or of the last lines of another. */
final class LastUnits {
  /** Beyond it a line counts as two. */
  private static final int LONGEST_LINE = 1 << 20;

  private final int count;
  private final Deque<Unit> units = new ArrayDeque<>();
  private ByteArrayOutputStream line = new ByteArrayOutputStream();
  private Page last = new Page("", "", "", new byte[0], true, false);

  /** A message or line, and the offset of the page in which it ends. */
  private record Unit(byte[] bytes, String offset) {}

  LastUnits(int count) {
    this.count = count;
  }

  void add(Page page) {
    last = page;
    if (page.isJson()) {
      page.messages().forEach(message -> add(message, page.offset()));
    } else {
      addLines(page);
    }
  }

  private void addLines(Page page) {
    for (byte b : page.body()) {
      line.write(b);
      if (b == '\n' || line.size() == LONGEST_LINE) {
        add(line.toByteArray(), page.offset());
        line = new ByteArrayOutputStream();
      }
    }
  }

  private void add(byte[] bytes, String offset) {
    if (count > 0) {
      if (units.size() == count) {
        units.removeFirst();
      }
      units.addLast(new Unit(bytes, offset));
    }
  }

  /** Prints them as one page. */
  void print(PagePrinter printer) {
    if (line.size() > 0) {
      add(line.toByteArray(), last.offset());
    }
    if (units.isEmpty()) {
      return;
    }
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    List<Unit> shown = List.copyOf(units);
    if (last.isJson()) {
      body.write('[');
      for (int i = 0; i < shown.size(); i++) {
        if (i > 0) {
          body.write(',');
        }
        body.writeBytes(shown.get(i).bytes());
      }
      body.write(']');
    } else {
      shown.forEach(unit -> body.writeBytes(unit.bytes()));
    }
    printer.print(
        new Page(
            shown.getFirst().offset(),
            last.next(),
            last.contentType(),
            body.toByteArray(),
            last.upToDate(),
            last.closed()));
  }
}
