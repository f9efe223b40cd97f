package durablestreams.adapters.http.testing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** A connection on which a test sends whatever bytes it likes, and reads responses one by one. */
public final class RawClient implements AutoCloseable {

  private final Socket connection;
  private final Socket socket;
  private final InputStream in;

  /** A response, its field names in lower case. */
  public record Answer(int status, List<String> lines, String body) {

    public List<String> all(String name) {
      String start = name.toLowerCase(Locale.ROOT) + ": ";
      List<String> values = new ArrayList<>();
      for (String line : lines) {
        if (line.toLowerCase(Locale.ROOT).startsWith(start)) {
          values.add(line.substring(start.length()));
        }
      }
      return values;
    }

    public Optional<String> field(String name) {
      return all(name).stream().findFirst();
    }
  }

  public RawClient(int port) {
    this(port, null);
  }

  /**
   * @param tls what makes the connection a TLS connection; null for a plain one
   */
  public RawClient(int port, @Nullable SSLContext tls) {
    try {
      connection = new Socket("127.0.0.1", port);
      socket =
          tls == null
              ? connection
              : tls.getSocketFactory().createSocket(connection, "127.0.0.1", port, true);
      socket.setSoTimeout(30_000);
      in = socket.getInputStream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Sends text, with each line break as CR LF. */
  public RawClient send(String text) {
    return sendExactly(text.replace("\r\n", "\n").replace("\n", "\r\n"));
  }

  /** Sends text, one byte for each character. */
  public RawClient sendExactly(String text) {
    try {
      socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return this;
  }

  /** Says that nothing more will be sent. */
  public RawClient endOutput() {
    try {
      socket.shutdownOutput();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return this;
  }

  /** Reads one response whole; one without a length has no body. */
  public Answer answer() {
    return answer(false);
  }

  /** Reads the response to HEAD, which has no body whatever its fields say. */
  public Answer answerToHead() {
    return answer(true);
  }

  private Answer answer(boolean head) {
    String statusLine = line();
    int status = Integer.parseInt(statusLine.substring(9, 12));
    List<String> lines = new ArrayList<>();
    for (String line = line(); !line.isEmpty(); line = line()) {
      lines.add(line);
    }
    Answer answer = new Answer(status, lines, "");
    if (head) {
      return answer;
    }
    if (answer.field("Transfer-Encoding").isPresent()) {
      return new Answer(status, lines, chunks());
    }
    int length = answer.field("Content-Length").map(Integer::parseInt).orElse(0);
    return new Answer(status, lines, new String(bytes(length), StandardCharsets.UTF_8));
  }

  private String chunks() {
    StringBuilder body = new StringBuilder();
    for (String chunk = chunk(); !chunk.isEmpty(); chunk = chunk()) {
      body.append(chunk);
    }
    return body.toString();
  }

  /** Reads one chunk of a body; the last one is empty. */
  public String chunk() {
    int size = Integer.parseInt(line(), 16);
    String data = new String(bytes(size), StandardCharsets.UTF_8);
    line();
    return data;
  }

  /** Reads the head of a response, and leaves its body alone. */
  public List<String> head() {
    List<String> lines = new ArrayList<>();
    for (String line = line(); !line.isEmpty(); line = line()) {
      lines.add(line);
    }
    return lines;
  }

  /** Waits until the server closes the connection, whatever it sends before. */
  public void awaitEnd() {
    try {
      byte[] rest = new byte[8_192];
      while (in.read(rest) >= 0) {
        // until the end
      }
    } catch (SocketException e) {
      // also an end
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** All that comes until the server closes the connection. */
  public String rest() {
    try {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private byte[] bytes(int count) {
    try {
      byte[] bytes = in.readNBytes(count);
      if (bytes.length < count) {
        throw new IllegalStateException("the connection ended inside a body");
      }
      return bytes;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String line() {
    try {
      ByteArrayOutputStream line = new ByteArrayOutputStream();
      for (int b = in.read(); b != '\n'; b = in.read()) {
        if (b < 0) {
          throw new IllegalStateException("the connection ended where a line was expected");
        }
        if (b != '\r') {
          line.write(b);
        }
      }
      return line.toString(StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Closes the TCP connection, without a word of TLS. */
  public void disconnect() {
    try {
      connection.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
