package durablestreams.cli.base;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * Input, output, errors and environment of a command. Output is bytes: what a stream holds is
 * written as it is, whatever the charset of the terminal.
 */
public final class Terminal {
  private static final Path STANDARD_ERROR = Path.of("/proc/self/fd/2");

  private final InputStream input;
  private final OutputStream output;
  private final OutputStream errors;
  private final Map<String, String> environment;
  private final boolean interactive;
  private boolean unfinishedLine;

  /**
   * A terminal.
   *
   * @param interactive whether errors go to a person, who may see progress
   */
  public Terminal(
      InputStream input,
      OutputStream output,
      OutputStream errors,
      Map<String, String> environment,
      boolean interactive) {
    this.input = input;
    this.output = new BufferedOutputStream(output, 1 << 16);
    this.errors = errors;
    this.environment = Map.copyOf(environment);
    this.interactive = interactive;
  }

  /** That of this process. */
  public static Terminal ofThisProcess() {
    return new Terminal(
        new FileInputStream(FileDescriptor.in),
        new FileOutputStream(FileDescriptor.out),
        new FileOutputStream(FileDescriptor.err),
        System.getenv(),
        errorsGoToATerminal());
  }

  private static boolean errorsGoToATerminal() {
    try {
      String target = Files.readSymbolicLink(STANDARD_ERROR).toString();
      return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty");
    } catch (IOException | UnsupportedOperationException e) {
      return System.console() != null;
    }
  }

  public InputStream input() {
    return input;
  }

  /** The value of an environment variable; empty when it is not set. */
  public String variable(String name) {
    return environment.getOrDefault(name, "");
  }

  public boolean isInteractive() {
    return interactive;
  }

  /** Writes to the output. */
  public void write(byte[] bytes) {
    try {
      output.write(bytes);
    } catch (IOException e) {
      throw unwritable(e);
    }
  }

  /** Writes a line of text to the output. */
  public void line(String text) {
    write((text + "\n").getBytes(StandardCharsets.UTF_8));
  }

  /** Hands over what was written so far. */
  public void flush() {
    try {
      output.flush();
    } catch (IOException e) {
      throw unwritable(e);
    }
  }

  private static RuntimeException unwritable(IOException e) {
    String reason = String.valueOf(e.getMessage());
    if (reason.contains("roken pipe")) {
      return new OutputClosedException();
    }
    return CliException.failed("output_failed", "the output cannot be written: " + reason);
  }

  /** Writes a line to the errors. */
  public void notice(String text) {
    clearStatus();
    error(text + "\n");
  }

  /** Shows a line in the place of the one that was shown before. */
  public void status(String text) {
    error("\r\u001b[K" + text);
    unfinishedLine = true;
  }

  /** Takes the line of {@link #status} away. */
  public void clearStatus() {
    if (unfinishedLine) {
      error("\r\u001b[K");
      unfinishedLine = false;
    }
  }

  private void error(String text) {
    try {
      errors.write(text.getBytes(StandardCharsets.UTF_8));
      errors.flush();
    } catch (IOException e) {
      // There is no other place to say it.
    }
  }
}
