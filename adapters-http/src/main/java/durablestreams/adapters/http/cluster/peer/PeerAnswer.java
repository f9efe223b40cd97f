package durablestreams.adapters.http.cluster.peer;

import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Answer of another node: its head, and its body piece by piece. */
public final class PeerAnswer {

  private static final int MAX_HEAD = 64 << 10;
  private static final int CONTINUE = 100;
  private static final int FIRST_FINAL = 200;
  private static final int NO_CONTENT = 204;
  private static final int NOT_MODIFIED = 304;

  /** A field of the head. */
  public record Field(String name, String value) {}

  /** How the body ends. */
  private enum Framing {
    LENGTH,
    CHUNKED,
    CONNECTION
  }

  private final PeerConnection connection;
  private final int status;
  private final List<Field> fields;
  private final Framing framing;
  private final boolean keepAlive;
  private long left;
  private boolean ended;

  private PeerAnswer(PeerConnection connection, int status, List<Field> fields, boolean withoutBody)
      throws IOException {
    this.connection = connection;
    this.status = status;
    this.fields = fields;
    String length = value("Content-Length");
    if (withoutBody || status < FIRST_FINAL || status == NO_CONTENT || status == NOT_MODIFIED) {
      this.framing = Framing.LENGTH;
      this.ended = true;
    } else if (value("Transfer-Encoding").equalsIgnoreCase("chunked")) {
      this.framing = Framing.CHUNKED;
    } else if (length.isEmpty()) {
      this.framing = Framing.CONNECTION;
    } else {
      this.framing = Framing.LENGTH;
      this.left = number(length, 10);
      this.ended = left == 0;
    }
    this.keepAlive =
        framing != Framing.CONNECTION && !value("Connection").equalsIgnoreCase("close");
  }

  /**
   * Reads the head of the next answer, that of an interim one included.
   *
   * @param toHead whether the request was a HEAD, whose answer has no body
   */
  public static PeerAnswer read(PeerConnection connection, boolean toHead) throws IOException {
    int[] budget = {MAX_HEAD};
    String start = line(connection, budget);
    if (!start.matches("HTTP/1\\.1 [1-5][0-9]{2}( .*)?")) {
      throw new IOException("the node does not answer with HTTP/1.1");
    }
    List<Field> fields = new ArrayList<>();
    for (String text = line(connection, budget); !text.isEmpty(); text = line(connection, budget)) {
      int colon = text.indexOf(':');
      if (colon < 1) {
        throw new IOException("a field of the node's answer has no name");
      }
      fields.add(new Field(text.substring(0, colon), text.substring(colon + 1).strip()));
    }
    return new PeerAnswer(connection, Integer.parseInt(start.substring(9, 12)), fields, toHead);
  }

  private static String line(PeerConnection connection, int[] budget) throws IOException {
    byte[] text = new byte[80];
    int count = 0;
    for (int next = connection.read(); next != '\n'; next = connection.read()) {
      if (--budget[0] < 0) {
        throw new IOException("the head of the node's answer is too long");
      }
      if (count == text.length) {
        text = Arrays.copyOf(text, 2 * count);
      }
      text[count++] = (byte) next;
    }
    if (count > 0 && text[count - 1] == '\r') {
      count--;
    }
    return new String(text, 0, count, StandardCharsets.UTF_8);
  }

  public int status() {
    return status;
  }

  /** Whether the node wants the body of the request. */
  public boolean isContinue() {
    return status == CONTINUE;
  }

  /** Whether this precedes another answer. */
  public boolean isInterim() {
    return status < FIRST_FINAL;
  }

  public List<Field> fields() {
    return fields;
  }

  /** The value of a field; empty without it. */
  public String value(String name) {
    for (Field field : fields) {
      if (field.name().equalsIgnoreCase(name)) {
        return field.value();
      }
    }
    return "";
  }

  /** Whether there is no body, or nothing is left of it. */
  public boolean isEnded() {
    return ended;
  }

  /** The length of the body; -1 when only its end tells. */
  public long length() {
    return framing == Framing.LENGTH ? left : -1;
  }

  /** Whether the connection can be used again once the body has ended. */
  public boolean keepsConnection() {
    return keepAlive && ended;
  }

  /** Reads a piece of the body: at least a byte, -1 at its end. */
  public int read(byte[] target) throws IOException {
    if (ended) {
      return -1;
    }
    if (framing == Framing.CHUNKED && left == 0 && !beginChunk()) {
      ended = true;
      return -1;
    }
    int most = framing == Framing.CONNECTION ? target.length : (int) Math.min(left, target.length);
    int count = connection.read(target, 0, most);
    if (framing == Framing.CONNECTION) {
      ended = count < 0;
      return count;
    }
    if (count < 1) {
      throw new EOFException("the node closed the connection within an answer");
    }
    left -= count;
    if (left == 0 && framing == Framing.CHUNKED) {
      expectLineEnd();
    } else if (left == 0) {
      ended = true;
    }
    return count;
  }

  private boolean beginChunk() throws IOException {
    int[] budget = {MAX_HEAD};
    String text = line(connection, budget);
    int extension = text.indexOf(';');
    left = number(extension < 0 ? text : text.substring(0, extension).strip(), 16);
    if (left > 0) {
      return true;
    }
    expectLineEnd();
    return false;
  }

  private void expectLineEnd() throws IOException {
    if (connection.read() != '\r' || connection.read() != '\n') {
      throw new IOException("a chunk of the node's answer is longer than its size says");
    }
  }

  private static long number(String text, int radix) throws IOException {
    try {
      long number = Long.parseLong(text, radix);
      if (number >= 0 && text.charAt(0) != '+') {
        return number;
      }
    } catch (NumberFormatException e) {
      // Said below.
    }
    throw new IOException("a length in the node's answer is no number");
  }
}
