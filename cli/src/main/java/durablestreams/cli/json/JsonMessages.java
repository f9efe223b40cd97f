package durablestreams.cli.json;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Splitter of JSON text into messages as they stand there, in bounded memory: values one after the
 * other, and of an array at the top its elements. It finds where a value ends, and leaves it to the
 * server to say whether it is valid.
 */
public final class JsonMessages {

  /** A message that the server would not take either. */
  private static final int LARGEST = 256 << 20;

  private static final int END = -1;

  private final InputStream in;
  private final ByteArrayOutputStream value = new ByteArrayOutputStream();
  private int pushedBack = END;
  private boolean inArray;
  private boolean separated = true;
  private long line = 1;

  /** Reads from a stream that should be buffered. */
  public JsonMessages(InputStream in) {
    this.in = in;
  }

  /** The messages of a JSON body. */
  public static List<byte[]> of(byte[] body) {
    try {
      JsonMessages messages = new JsonMessages(new ByteArrayInputStream(body));
      List<byte[]> all = new ArrayList<>();
      for (byte[] next = messages.next(); next != null; next = messages.next()) {
        all.add(next);
      }
      return all;
    } catch (IOException e) {
      throw new IllegalArgumentException("the body is not what its content type says", e);
    }
  }

  /** The line that was reached, from 1. */
  public long line() {
    return line;
  }

  /** Whether all that has come was handed over, and more would have to be waited for. */
  public boolean isIdle() throws IOException {
    while (pushedBack == END && in.available() > 0) {
      int b = read();
      if (b != END && !isSpace(b)) {
        pushedBack = b;
      }
    }
    return pushedBack == END;
  }

  /**
   * The next message; null at the end.
   *
   * @throws MalformedJsonException when there is none
   */
  public byte @Nullable [] next() throws IOException {
    while (true) {
      int b = skipSpaces();
      if (b == END) {
        if (inArray) {
          throw new MalformedJsonException("the array does not end", line);
        }
        return null;
      }
      if (inArray && b == ']') {
        if (separated && value.size() > 0) {
          throw new MalformedJsonException("no value follows a comma", line);
        }
        inArray = false;
        separated = true;
        value.reset();
      } else if (inArray && b == ',' && !separated) {
        separated = true;
      } else if (b == '[' && !inArray) {
        inArray = true;
        separated = true;
        value.reset();
      } else if (inArray && !separated) {
        throw new MalformedJsonException("no comma is between two values", line);
      } else if (b == ',' || b == ']' || b == '}' || b == ':') {
        throw new MalformedJsonException("a value was expected, not " + (char) b, line);
      } else {
        separated = !inArray;
        return valueFrom(b);
      }
    }
  }

  private byte[] valueFrom(int first) throws IOException {
    value.reset();
    add(first);
    if (first == '"') {
      string();
    } else if (first == '{' || first == '[') {
      nested();
    } else {
      scalar();
    }
    return value.toByteArray();
  }

  private void string() throws IOException {
    boolean escaped = false;
    while (true) {
      int b = need();
      add(b);
      if (escaped) {
        escaped = false;
      } else if (b == '\\') {
        escaped = true;
      } else if (b == '"') {
        return;
      }
    }
  }

  private void nested() throws IOException {
    int depth = 1;
    while (depth > 0) {
      int b = need();
      add(b);
      switch (b) {
        case '"' -> string();
        case '{', '[' -> depth++;
        case '}', ']' -> depth--;
        default -> {}
      }
    }
  }

  private void scalar() throws IOException {
    while (true) {
      int b = read();
      if (b == END || isSpace(b) || b == ',' || b == ']' || b == '}' || b == '[' || b == '{') {
        pushedBack = b;
        return;
      }
      add(b);
    }
  }

  private int need() throws IOException {
    int b = read();
    if (b == END) {
      throw new MalformedJsonException("the last value does not end", line);
    }
    return b;
  }

  private void add(int b) throws IOException {
    if (value.size() >= LARGEST) {
      throw new MalformedJsonException("a message is larger than 256 MiB", line);
    }
    value.write(b);
  }

  private int skipSpaces() throws IOException {
    int b = read();
    while (isSpace(b)) {
      b = read();
    }
    return b;
  }

  private static boolean isSpace(int b) {
    return b == ' ' || b == '\n' || b == '\r' || b == '\t';
  }

  private int read() throws IOException {
    int b = pushedBack;
    if (b != END) {
      pushedBack = END;
      return b;
    }
    b = in.read();
    if (b == '\n') {
      line++;
    }
    return b;
  }
}
