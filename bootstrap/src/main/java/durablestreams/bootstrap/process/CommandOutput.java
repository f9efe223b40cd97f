package durablestreams.bootstrap.process;

import durablestreams.application.json.JsonWriter;
import durablestreams.cli.base.Terminal;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Output of the commands that end by themselves: text, or with {@code --json} one object. */
public final class CommandOutput {

  /** As a flag of the command line; it is not a setting. */
  public static final String JSON = "--json";

  private final PrintStream out;
  private final Terminal terminal;
  private final boolean json;

  public CommandOutput(PrintStream out, Terminal terminal, boolean json) {
    this.out = out;
    this.terminal = terminal;
    this.json = json;
  }

  public boolean isJson() {
    return json;
  }

  /** A line of text; left out of JSON. */
  public void line(String text) {
    if (!json) {
      terminal.clearStatus();
      print(text);
    }
  }

  /** The result as JSON; left out of text. */
  public void result(JsonWriter object) {
    if (json) {
      terminal.clearStatus();
      print(object.toString());
    }
  }

  /** In UTF-8, as names of streams are, whatever the charset of the terminal. */
  private void print(String text) {
    out.writeBytes((text + "\n").getBytes(StandardCharsets.UTF_8));
    out.flush();
  }

  /** How far the command is: in place on a terminal, and otherwise a line. */
  public void progress(String text) {
    if (terminal.isInteractive()) {
      terminal.status(text);
    } else {
      line(text);
    }
  }

  /** Members with what is wrong. */
  public static JsonWriter problems(JsonWriter object, List<String> problems) {
    object.name("problems").beginArray();
    problems.forEach(object::value);
    return object.endArray();
  }
}
