package durablestreams.cli.session;

import durablestreams.cli.base.Terminal;
import durablestreams.cli.client.Page;
import durablestreams.cli.json.Json;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

/**
 * Printer of pages: bytes as they are, JSON messages one a line, or with {@code --json} an object a
 * page.
 */
public final class PagePrinter {
  private final Terminal terminal;
  private final boolean json;

  public PagePrinter(Terminal terminal, boolean json) {
    this.terminal = terminal;
    this.json = json;
  }

  public void print(Page page) {
    if (json) {
      printObject(page);
    } else if (page.isJson()) {
      page.messages().forEach(this::printMessage);
    } else {
      terminal.write(page.body());
    }
    terminal.flush();
  }

  /** Prints a message on one line. */
  void printMessage(byte[] message) {
    terminal.write(onOneLine(message));
    terminal.write(new byte[] {'\n'});
  }

  /** Line ends of JSON stand between its tokens only, where a space means the same. */
  static byte[] onOneLine(byte[] message) {
    byte[] line = message.clone();
    for (int i = 0; i < line.length; i++) {
      if (line[i] == '\n' || line[i] == '\r') {
        line[i] = ' ';
      }
    }
    return line;
  }

  private void printObject(Page page) {
    if (page.body().length == 0 && !page.closed()) {
      return;
    }
    Facts facts = Facts.of("offset", page.offset()).and("nextOffset", page.next());
    if (page.isJson()) {
      List<Json.Raw> messages =
          page.messages().stream().map(message -> new Json.Raw(text(onOneLine(message)))).toList();
      facts.and("messages", messages);
    } else {
      addBytes(facts, page.body());
    }
    terminal.line(
        Json.text(facts.and("upToDate", page.upToDate()).and("closed", page.closed()).all()));
  }

  private static void addBytes(Facts facts, byte[] body) {
    try {
      facts.and(
          "text", StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString());
    } catch (CharacterCodingException e) {
      facts.and("base64", Base64.getEncoder().encodeToString(body));
    }
  }

  private static String text(byte[] utf8) {
    return new String(utf8, StandardCharsets.UTF_8);
  }
}
