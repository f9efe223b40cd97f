package durablestreams.bootstrap;

import durablestreams.cli.base.Terminal;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Map;

/** Terminal on which progress is not shown. */
final class TestTerminal {

  private TestTerminal() {}

  static Terminal instance() {
    return new Terminal(
        InputStream.nullInputStream(),
        OutputStream.nullOutputStream(),
        OutputStream.nullOutputStream(),
        Map.of(),
        false);
  }
}
