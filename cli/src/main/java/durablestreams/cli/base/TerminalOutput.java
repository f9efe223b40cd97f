package durablestreams.cli.base;

import java.io.OutputStream;
import java.util.Arrays;

/** The output of a command as a stream of bytes. */
public final class TerminalOutput extends OutputStream {
  private final Terminal terminal;

  public TerminalOutput(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public void write(int b) {
    terminal.write(new byte[] {(byte) b});
  }

  @Override
  public void write(byte[] bytes, int from, int length) {
    terminal.write(Arrays.copyOfRange(bytes, from, from + length));
  }

  @Override
  public void flush() {
    terminal.flush();
  }
}
