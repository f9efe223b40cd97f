package durablestreams.adapters.webhook;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reader of one HTTP/1.1 response, up to a limit. */
final class AnswerReader {

  /**
   * A response.
   *
   * @param body as far as it was read
   */
  record HttpAnswer(int status, byte[] body) {}

  static final int MAX_BODY = 64 << 10;
  private static final int MAX_HEAD = 32 << 10;
  private static final int FIRST_FINAL_STATUS = 200;
  private static final Pattern STATUS_LINE = Pattern.compile("HTTP/1\\.[01] (\\d{3})( .*)?");

  private final InputStream in;
  private int headLeft = MAX_HEAD;
  private long length = -1;
  private boolean chunked;

  AnswerReader(InputStream in) {
    this.in = in;
  }

  HttpAnswer read() throws IOException {
    int status;
    do {
      status = readHead();
    } while (status < FIRST_FINAL_STATUS);
    boolean empty = status == 204 || status == 304;
    return new HttpAnswer(status, empty ? new byte[0] : readBody());
  }

  private int readHead() throws IOException {
    Matcher statusLine = STATUS_LINE.matcher(line());
    if (!statusLine.matches()) {
      throw new IOException("the answer is not HTTP/1.1");
    }
    length = -1;
    chunked = false;
    for (String field = line(); !field.isEmpty(); field = line()) {
      take(field);
    }
    return Integer.parseInt(statusLine.group(1));
  }

  private void take(String field) throws IOException {
    int colon = field.indexOf(':');
    if (colon <= 0) {
      throw new IOException("the answer has a malformed header");
    }
    String value = field.substring(colon + 1).strip();
    switch (field.substring(0, colon).toLowerCase(Locale.ROOT)) {
      case "content-length" -> {
        if (!value.matches("\\d{1,18}")) {
          throw new IOException("the answer has a malformed Content-Length");
        }
        length = Long.parseLong(value);
      }
      case "transfer-encoding" -> chunked = value.equalsIgnoreCase("chunked");
      default -> {}
    }
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder();
    while (true) {
      int b = in.read();
      if (b < 0) {
        throw new EOFException("the connection ended within the answer");
      }
      if (--headLeft < 0) {
        throw new IOException("the head of the answer has more than " + MAX_HEAD + " bytes");
      }
      if (b == '\n') {
        int end = line.length();
        return end > 0 && line.charAt(end - 1) == '\r'
            ? line.substring(0, end - 1)
            : line.toString();
      }
      line.append((char) b);
    }
  }

  private byte[] readBody() throws IOException {
    if (chunked) {
      return readChunks();
    }
    return in.readNBytes(length < 0 ? MAX_BODY : (int) Math.min(length, MAX_BODY));
  }

  private byte[] readChunks() throws IOException {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    while (body.size() < MAX_BODY) {
      long size = chunkSize(line());
      if (size == 0) {
        break;
      }
      int part = (int) Math.min(size, MAX_BODY - body.size());
      byte[] bytes = in.readNBytes(part);
      body.writeBytes(bytes);
      if (bytes.length < part) {
        throw new EOFException("the connection ended within the answer");
      }
      if (part == size) {
        line();
      }
    }
    return body.toByteArray();
  }

  private static long chunkSize(String line) throws IOException {
    int semicolon = line.indexOf(';');
    String digits = (semicolon < 0 ? line : line.substring(0, semicolon)).strip();
    if (!digits.matches("[0-9A-Fa-f]{1,8}")) {
      throw new IOException("the answer has a malformed chunk");
    }
    return Long.parseLong(digits, 16);
  }
}
