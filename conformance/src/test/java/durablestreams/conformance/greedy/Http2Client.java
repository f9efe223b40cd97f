package durablestreams.conformance.greedy;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/**
 * HTTP/2 connection by prior knowledge that sends the frames a scenario asks for and counts the
 * statuses and resets that come back.
 */
final class Http2Client {
  private static final int DATA = 0;
  private static final int HEADERS = 1;
  private static final int RST_STREAM = 3;
  private static final int SETTINGS = 4;
  private static final int PING = 6;
  private static final int GOAWAY = 7;
  private static final int ACK = 1;
  private static final int END_STREAM = 1;
  private static final int END_HEADERS = 4;
  private static final int PADDED = 8;
  private static final int PRIORITY = 32;
  private static final int INITIAL_WINDOW_SIZE = 4;

  private final InputStream in;
  private final OutputStream out;
  private int nextStream = 1;

  private Http2Client(InputStream in, OutputStream out) {
    this.in = in;
    this.out = out;
  }

  /** A request of a session. */
  @FunctionalInterface
  interface Request {
    void send(Http2Client client) throws IOException;
  }

  /**
   * Sends a request a number of times on a connection of its own, and reads until the server closes
   * it.
   *
   * @param window for the server's data on each stream
   */
  static void session(GreedyRun run, int window, int requests, Request request)
      throws IOException, InterruptedException {
    Http1Client connection = run.connect();
    try {
      var client = new Http2Client(connection.input(), connection.output());
      client.open(window);
      for (int i = 0; i < requests; i++) {
        request.send(client);
      }
      client.readUntilClosed(run.tally());
    } finally {
      run.release(connection);
    }
  }

  /** Sends the preface, with settings that open windows of that size for the server's data. */
  private void open(int window) throws IOException {
    out.write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
    byte[] setting = {
      0,
      INITIAL_WINDOW_SIZE,
      (byte) (window >>> 24),
      (byte) (window >>> 16),
      (byte) (window >>> 8),
      (byte) window
    };
    frame(SETTINGS, 0, 0, setting);
  }

  void get(String target) throws IOException {
    request(0x82, target, END_STREAM);
  }

  /** Begins an append, and sends a part of its body. */
  void beginPost(String target, byte[] part) throws IOException {
    int stream = nextStream;
    request(0x83, target, 0);
    frame(DATA, 0, stream, part);
  }

  /**
   * @param method as in the static table: 0x82 is GET, 0x83 POST
   */
  private void request(int method, String target, int flags) throws IOException {
    var block = new ByteArrayOutputStream();
    block.write(method); // :method
    block.write(0x86); // :scheme: http
    literal(block, 1, "greedy"); // :authority
    literal(block, 4, target); // :path
    if (flags == 0) {
      block.write(0x0f); // content-type, which is 31 in the static table
      block.write(31 - 15);
      block.write(Requests.BYTES.length());
      block.writeBytes(Requests.BYTES.getBytes(StandardCharsets.ISO_8859_1));
    }
    frame(HEADERS, flags | END_HEADERS, nextStream, block.toByteArray());
    nextStream += 2;
  }

  /** Counts what comes until the server closes the connection. */
  private void readUntilClosed(Tally tally) throws IOException {
    while (true) {
      byte[] head = in.readNBytes(9);
      if (head.length < 9) {
        throw new EOFException("closed");
      }
      int length = (head[0] & 0xff) << 16 | (head[1] & 0xff) << 8 | head[2] & 0xff;
      byte[] payload = in.readNBytes(length);
      count(head[3], head[4], payload, tally);
    }
  }

  private void count(int type, int flags, byte[] payload, Tally tally) throws IOException {
    switch (type) {
      case DATA -> tally.add("data frames");
      case HEADERS -> tally.add(status(flags, payload));
      case RST_STREAM -> tally.add("reset " + payload[3]);
      case GOAWAY -> tally.add("goaway " + payload[7]);
      case SETTINGS -> {
        if ((flags & ACK) == 0) {
          frame(SETTINGS, ACK, 0, new byte[0]);
        }
      }
      case PING -> {
        if ((flags & ACK) == 0) {
          frame(PING, ACK, 0, payload);
        }
      }
      default -> {}
    }
  }

  /** The status with which a header block begins (RFC 7541: static table, or a literal). */
  private static String status(int flags, byte[] payload) {
    int at = ((flags & PADDED) == 0 ? 0 : 1) + ((flags & PRIORITY) == 0 ? 0 : 5);
    while ((payload[at] & 0xe0) == 0x20) {
      at++; // The size of the dynamic table.
    }
    int field = payload[at] & 0xff;
    int[] known = {200, 204, 206, 304, 400, 404, 500};
    if (field >= 0x88 && field <= 0x8e) {
      return Integer.toString(known[field - 0x88]);
    }
    int name = (field & 0x40) == 0 ? field & 0x0f : field & 0x3f;
    if ((field & 0x80) != 0 || name < 8 || name > 14) {
      return "status of the dynamic table";
    }
    boolean huffman = (payload[at + 1] & 0x80) != 0;
    int length = payload[at + 1] & 0x7f;
    return huffman
        ? digits(payload, at + 2, length)
        : new String(payload, at + 2, length, StandardCharsets.ISO_8859_1);
  }

  /** Digits of the Huffman code: 0 to 2 have five bits, 3 to 9 have six and begin with 011. */
  private static String digits(byte[] bytes, int from, int length) {
    var bits = new StringBuilder();
    for (int i = from; i < from + length; i++) {
      bits.append(Integer.toBinaryString(0x100 | bytes[i] & 0xff).substring(1));
    }
    var digits = new StringBuilder();
    for (int at = 0; at + 5 <= bits.length() && digits.length() < 3; ) {
      int five = Integer.parseInt(bits.substring(at, at + 5), 2);
      if (five <= 2) {
        digits.append(five);
        at += 5;
      } else {
        digits.append(Integer.parseInt(bits.substring(at, at + 6), 2) - 0x19 + 3);
        at += 6;
      }
    }
    return digits.toString();
  }

  private static void literal(ByteArrayOutputStream block, int name, String value) {
    block.write(name);
    if (value.length() > 126) {
      throw new IllegalArgumentException("a value of at most 126 characters, not " + value);
    }
    block.write(value.length());
    block.writeBytes(value.getBytes(StandardCharsets.ISO_8859_1));
  }

  private void frame(int type, int flags, int stream, byte[] payload) throws IOException {
    byte[] frame = new byte[9 + payload.length];
    frame[0] = (byte) (payload.length >>> 16);
    frame[1] = (byte) (payload.length >>> 8);
    frame[2] = (byte) payload.length;
    frame[3] = (byte) type;
    frame[4] = (byte) flags;
    frame[5] = (byte) (stream >>> 24);
    frame[6] = (byte) (stream >>> 16);
    frame[7] = (byte) (stream >>> 8);
    frame[8] = (byte) stream;
    System.arraycopy(payload, 0, frame, 9, payload.length);
    out.write(frame);
  }
}
