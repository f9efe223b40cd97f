package durablestreams.adapters.http.body;

import durablestreams.adapters.http.connection.WatchedConnection;
import io.helidon.common.buffers.DataReader;

/**
 * Reader of a request body in chunks (RFC 9112, section 7.1). Extensions of chunks and trailers are
 * read and ignored, as they may be.
 */
public final class ChunkedBody {

  private static final int MAX_DIGITS = 7;
  private static final int MAX_LINE = 1_024;
  private static final int MAX_TRAILERS = 8_192;

  private final WatchedConnection connection;
  private final DataReader reader;
  private final int max;
  private final BodyBuffer body;
  private int left;
  private int total;
  private boolean ended;

  /** The body is not framed as it must be; what follows on the connection means nothing. */
  public static final class BrokenException extends RuntimeException {
    private static final long serialVersionUID = 1;

    BrokenException(String sentence) {
      super(sentence, null, false, false);
    }
  }

  /** The body goes on beyond the largest size. */
  public static final class TooLargeException extends RuntimeException {
    private static final long serialVersionUID = 1;

    TooLargeException() {
      super("too large", null, false, false);
    }
  }

  /**
   * @param body takes what is read
   */
  public ChunkedBody(WatchedConnection connection, int max, BodyBuffer body) {
    this.connection = connection;
    this.reader = connection.dataReader();
    this.max = max;
    this.body = body;
  }

  /** The whole body. */
  public byte[] read() {
    for (int size = size(line(MAX_LINE)); size > 0; size = size(line(MAX_LINE))) {
      if (size > max - body.length()) {
        throw new TooLargeException();
      }
      body.read(connection, size);
      if (!line(2).isEmpty()) {
        throw new BrokenException("a chunk of the body is longer than its size says");
      }
    }
    skipTrailers();
    return body.whole();
  }

  /**
   * Reads a piece of a body that is not read as a whole, of at most {@code count} bytes.
   *
   * @return the length of the piece, or -1 at the end of the body
   */
  public int read(byte[] target, int from, int count) {
    if (ended) {
      return -1;
    }
    if (left == 0) {
      left = size(line(MAX_LINE));
      if (left == 0) {
        skipTrailers();
        ended = true;
        return -1;
      }
      if (left > max - total) {
        throw new TooLargeException();
      }
      total += left;
    }
    int next = connection.readSome(target, from, Math.min(left, count));
    left -= next;
    if (left == 0 && !line(2).isEmpty()) {
      throw new BrokenException("a chunk of the body is longer than its size says");
    }
    return next;
  }

  private void skipTrailers() {
    int left = MAX_TRAILERS;
    for (String line = line(left); !line.isEmpty(); line = line(left)) {
      left -= line.length() + 2;
      if (left <= 0) {
        throw new BrokenException("the trailers of the body are too long");
      }
    }
  }

  private String line(int longest) {
    try {
      int end = reader.findNewLine(longest);
      if (end >= longest) {
        throw new BrokenException("the body is not chunked as its Transfer-Encoding says");
      }
      String line = end == 0 ? "" : reader.readAsciiString(end);
      reader.skip(2);
      checkCharacters(line);
      return line;
    } catch (DataReader.IncorrectNewLineException e) {
      throw new BrokenException("a line of the chunked body does not end in CR LF");
    }
  }

  /** A lone line feed ends a line for some proxies, and what follows it would be a request then. */
  private static void checkCharacters(String line) {
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (c < ' ' && c != '\t' || c == 0x7f) {
        throw new BrokenException("a control character in a line of the chunked body");
      }
    }
  }

  private static int size(String line) {
    int end = line.indexOf(';');
    String digits = (end < 0 ? line : line.substring(0, end)).stripTrailing();
    int zeros = 0;
    while (zeros < digits.length() && digits.charAt(zeros) == '0') {
      zeros++;
    }
    if (digits.isEmpty() || digits.length() - zeros > MAX_DIGITS) {
      throw badSize();
    }
    int size = 0;
    for (int i = zeros; i < digits.length(); i++) {
      int digit = Character.digit(digits.charAt(i), 16);
      if (digit < 0) {
        throw badSize();
      }
      size = size << 4 | digit;
    }
    return size;
  }

  private static BrokenException badSize() {
    return new BrokenException(
        "the size of a chunk of the body is not a number of 1 to 7 hexadecimal digits");
  }
}
