package durablestreams.conformance.greedy;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * HTTP/1.1 connection that keeps next to nothing of what it reads: the status of each reply. It
 * allows what the scenarios need and a correct client would not do, such as half a body.
 */
final class Http1Client implements AutoCloseable {
  private static final int HEAD_LIMIT = 32 << 10;
  private static final int CONNECT_TIMEOUT_MILLIS = 10_000;

  private final Socket socket;
  private final InputStream in;
  private final OutputStream out;

  private Http1Client(Socket socket) throws IOException {
    this.socket = socket;
    this.in = new BufferedInputStream(socket.getInputStream(), 2 << 10);
    this.out = socket.getOutputStream();
  }

  static Http1Client connect(InetSocketAddress server) throws IOException {
    return connect(server, 0);
  }

  /**
   * Connects with a receive buffer of that size, so that the server notices at once what is not
   * read; 0 for the usual size.
   */
  static Http1Client connect(InetSocketAddress server, int receiveBuffer) throws IOException {
    var socket = new Socket();
    try {
      if (receiveBuffer > 0) {
        socket.setReceiveBufferSize(receiveBuffer);
      }
      socket.setTcpNoDelay(true);
      socket.connect(server, CONNECT_TIMEOUT_MILLIS);
      return new Http1Client(socket);
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  /** Reads wait no longer than this. */
  void timeout(int millis) throws IOException {
    socket.setSoTimeout(millis);
  }

  void send(String text) throws IOException {
    send(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  void send(byte[] bytes) throws IOException {
    out.write(bytes);
  }

  void send(byte[] bytes, int from, int length) throws IOException {
    out.write(bytes, from, length);
  }

  /** Whether bytes of a reply are there. */
  boolean answered() throws IOException {
    return in.available() > 0;
  }

  InputStream input() {
    return in;
  }

  OutputStream output() {
    return out;
  }

  /** The status of the next reply, the body of which is read and dropped. */
  int reply() throws IOException {
    return reply(false);
  }

  /** The same for a reply to HEAD, which has no body whatever its fields say. */
  int replyToHead() throws IOException {
    return reply(true);
  }

  /** The status of the next reply, whose body follows in {@link #input}. */
  int statusOfHead() throws IOException {
    return status(head());
  }

  private int reply(boolean toHead) throws IOException {
    String head = head();
    int status = status(head);
    if (!toHead && status >= 200 && status != 204 && status != 304) {
      skipBody(head.toLowerCase(Locale.ROOT));
    }
    return status;
  }

  private static int status(String head) throws IOException {
    if (!head.matches("(?s)HTTP/1\\.[01] \\d{3}.*")) {
      throw new IOException("not a reply: " + head);
    }
    return Integer.parseInt(head, 9, 12, 10);
  }

  private String head() throws IOException {
    var head = new StringBuilder(512);
    int ends = 0;
    while (ends < 4) {
      int next = next();
      ends = next == (ends % 2 == 0 ? '\r' : '\n') ? ends + 1 : next == '\r' ? 1 : 0;
      head.append((char) next);
      if (head.length() > HEAD_LIMIT) {
        throw new IOException("a head without end: " + head.substring(0, 100));
      }
    }
    return head.toString();
  }

  private void skipBody(String head) throws IOException {
    int length = head.indexOf("\r\ncontent-length:");
    if (length >= 0) {
      int from = length + "\r\ncontent-length:".length();
      in.skipNBytes(Long.parseLong(head.substring(from, head.indexOf('\r', from)).trim()));
    } else if (head.contains("\r\ntransfer-encoding: chunked")) {
      for (int size = chunkSize(); size > 0; size = chunkSize()) {
        in.skipNBytes(size + 2L);
      }
      in.skipNBytes(2);
    } else {
      in.transferTo(OutputStream.nullOutputStream());
    }
  }

  private int chunkSize() throws IOException {
    var line = new StringBuilder(8);
    for (int next = next(); next != '\n'; next = next()) {
      line.append((char) next);
    }
    return Integer.parseInt(line.toString().trim(), 16);
  }

  private int next() throws IOException {
    int next = in.read();
    if (next < 0) {
      throw new EOFException("the server closed the connection");
    }
    return next;
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      // It is closed for the purposes of this client.
    }
  }
}
