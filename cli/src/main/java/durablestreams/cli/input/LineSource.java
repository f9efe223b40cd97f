package durablestreams.cli.input;

import durablestreams.cli.base.CliException;
import durablestreams.cli.json.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** JSON values, one on each line; empty lines are left out. */
public final class LineSource implements Source {
  private static final int LONGEST = 256 << 20;

  private final InputStream in;
  private long line;

  public LineSource(InputStream in) {
    this.in = in;
  }

  @Override
  public byte @Nullable [] next() throws IOException {
    while (true) {
      byte[] text = readLine();
      if (text == null) {
        return null;
      }
      if (new String(text, StandardCharsets.ISO_8859_1).isBlank()) {
        continue;
      }
      // Otherwise "1,2" would be two messages of the append.
      Json.problem(text)
          .ifPresent(problem -> {
            throw CliException.failed(
                "bad_line", "%s is not one JSON value: %s".formatted(place(), problem));
          });
      return text;
    }
  }

  private byte @Nullable [] readLine() throws IOException {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    int b = in.read();
    if (b < 0) {
      return null;
    }
    line++;
    while (b >= 0 && b != '\n') {
      if (text.size() == LONGEST) {
        throw CliException.failed("bad_line", place() + " is longer than 256 MiB");
      }
      text.write(b);
      b = in.read();
    }
    return text.toByteArray();
  }

  @Override
  public boolean isIdle() throws IOException {
    return in.available() == 0;
  }

  @Override
  public String place() {
    return "line " + line;
  }
}
