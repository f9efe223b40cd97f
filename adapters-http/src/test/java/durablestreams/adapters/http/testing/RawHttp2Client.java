package durablestreams.adapters.http.testing;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** An HTTP/2 connection in clear text on which a test sends whatever frames it likes. */
public final class RawHttp2Client implements AutoCloseable {

  public static final int DATA = 0;
  public static final int HEADERS = 1;
  public static final int RST_STREAM = 3;
  public static final int SETTINGS = 4;
  public static final int PING = 6;
  public static final int CONTINUATION = 9;

  private static final int END_STREAM = 1;
  private static final int END_HEADERS = 4;

  private final Socket socket;
  private final DataInputStream in;
  private int lastStream = -1;

  /** A frame that the server sent. */
  public record Frame(int type, int stream, byte[] payload) {

    /** Whether it begins an answer whose status is 200, which has a short form of its own. */
    public boolean isOk() {
      return type == HEADERS && payload[0] == (byte) 0x88;
    }

    /** The same for the status 204. */
    public boolean isNoContent() {
      return type == HEADERS && payload[0] == (byte) 0x89;
    }
  }

  public RawHttp2Client(int port) {
    try {
      socket = new Socket("127.0.0.1", port);
      socket.setSoTimeout(30_000);
      in = new DataInputStream(socket.getInputStream());
      socket
          .getOutputStream()
          .write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    send(SETTINGS, 0, 0);
  }

  public RawHttp2Client send(int type, int flags, int stream, byte... payload) {
    ByteBuffer frame = ByteBuffer.allocate(9 + payload.length);
    frame.putInt(payload.length << 8 | type).put((byte) flags).putInt(stream).put(payload);
    try {
      socket.getOutputStream().write(frame.array());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return this;
  }

  /** Sends a request that has no body, and gives its stream. */
  public int request(String method, String path) {
    return head(method, path, END_HEADERS | END_STREAM);
  }

  /** Sends the head of a request that has a body, or at least may have one. */
  public int open(String method, String path) {
    return head(method, path, END_HEADERS);
  }

  /** Sends a head to which more is to come. */
  public int begin(String method, String path) {
    return head(method, path, 0);
  }

  private int head(String method, String path, int flags) {
    ByteArrayOutputStream block = new ByteArrayOutputStream();
    block.write(0x86); // :scheme: http
    put(block, 1, "x"); // :authority
    put(block, 2, method);
    put(block, 4, path);
    block.write(0x0f);
    put(block, 0x10, "text/plain"); // content-type
    lastStream += 2;
    send(HEADERS, flags, lastStream, block.toByteArray());
    return lastStream;
  }

  /** Puts a field whose name is in the static table, and which is not to be remembered. */
  private static void put(ByteArrayOutputStream block, int name, String value) {
    block.write(name);
    block.write(value.length());
    block.writeBytes(value.getBytes(StandardCharsets.US_ASCII));
  }

  public RawHttp2Client data(int stream, String text) {
    return send(DATA, 0, stream, text.getBytes(StandardCharsets.US_ASCII));
  }

  /** Ends the body of a request. */
  public RawHttp2Client end(int stream) {
    return send(DATA, END_STREAM, stream);
  }

  /** Gives a request up. */
  public RawHttp2Client reset(int stream) {
    return send(RST_STREAM, 0, stream, (byte) 0, (byte) 0, (byte) 0, (byte) 8);
  }

  /** The next frame of a type for a stream; others are skipped. */
  public Frame await(int type, int stream) {
    Frame frame;
    do {
      frame = next();
    } while (frame.type() != type || frame.stream() != stream);
    return frame;
  }

  /** The next frame for a stream. */
  public Frame awaitAny(int stream) {
    Frame frame;
    do {
      frame = next();
    } while (frame.stream() != stream);
    return frame;
  }

  private Frame next() {
    try {
      int start = in.readInt();
      in.readByte();
      return new Frame(start & 0xff, in.readInt(), in.readNBytes(start >>> 8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits until the server closes the connection, whatever it sends before. */
  public void awaitEnd() {
    try {
      in.transferTo(java.io.OutputStream.nullOutputStream());
    } catch (SocketException e) {
      // also an end
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
