package durablestreams.fuzzing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.regex.Pattern;

/**
 * Raw bytes on a connection: the server answers with whole HTTP or ends the connection, never with
 * an internal error, logs no failure, and answers the next request of another client.
 */
public final class RequestTarget {

  private static final int INPUTS_PER_SERVER = 2_000;
  private static final byte[] PLAIN =
      "GET /status HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
          .getBytes(StandardCharsets.US_ASCII);

  /** Status lines that stand at the start or after a body; a stream may hold any text. */
  private static final Pattern INTERNAL = Pattern.compile("^HTTP/1\\.[01] 500 ");

  private static final FailureLog LOG = new FailureLog();

  private static FuzzedServer server;
  private static int inputs;

  private RequestTarget() {}

  /** Failures that the server logs. */
  private static final class FailureLog extends Handler {
    private volatile LogRecord first;

    FailureLog() {
      setLevel(Level.WARNING);
      Logger.getLogger("").addHandler(this);
    }

    @Override
    public void publish(LogRecord line) {
      boolean failure = line.getThrown() != null || line.getLevel().intValue() >= 1_000;
      if (failure && first == null) {
        first = line;
      }
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }

  public static void fuzzerTestOneInput(byte[] input) {
    try {
      if (server == null || ++inputs % INPUTS_PER_SERVER == 0) {
        restart();
      }
      check(server.answers(input));
      if (inputs % 16 == 0) {
        String plain = server.answers(PLAIN);
        Broken.unless(plain.startsWith("HTTP/1.1 200 "), "a request was answered: %s", plain);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    LogRecord line = LOG.first;
    if (line != null) {
      LOG.first = null;
      throw new IllegalStateException("the server logged " + line.getMessage(), line.getThrown());
    }
  }

  private static void check(String answers) {
    Broken.unless(
        answers.isEmpty() || answers.startsWith("HTTP/1.1 ") || answers.charAt(0) == 0,
        "the answer begins with %s",
        answers);
    Broken.unless(!INTERNAL.matcher(answers).find(), "the answer is %s", answers);
  }

  private static void restart() {
    if (server != null) {
      server.close();
    }
    server = new FuzzedServer();
  }
}
