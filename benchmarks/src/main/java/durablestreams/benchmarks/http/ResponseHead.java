package durablestreams.benchmarks.http;

import java.nio.charset.StandardCharsets;

/** Status and headers of one response, as far as a load generator cares for them. */
final class ResponseHead {

  private int status;
  private boolean chunked;
  private long contentLength = -1;
  private boolean atTail;
  private String nextOffset = "";
  private String cursor = "";

  /** Begins a head with its status line, given without its end. */
  static ResponseHead begin(byte[] line, int length) throws MalformedResponseException {
    if (length < 12 || line[0] != 'H' || line[8] != ' ') {
      throw new MalformedResponseException("not a status line: '" + text(line, 0, length) + "'");
    }
    ResponseHead head = new ResponseHead();
    head.status = (line[9] - '0') * 100 + (line[10] - '0') * 10 + (line[11] - '0');
    return head;
  }

  /** Takes a header line, given without its end. */
  void header(byte[] line, int length) throws MalformedResponseException {
    switch (line[0] | 0x20) {
      case 'c' -> {
        if (named("content-length", line, length)) {
          contentLength = decimal(value("content-length", line, length));
        }
      }
      case 't' -> {
        if (named("transfer-encoding", line, length)) {
          chunked = value("transfer-encoding", line, length).equalsIgnoreCase("chunked");
        }
      }
      case 's' -> {
        if (named("stream-next-offset", line, length)) {
          nextOffset = value("stream-next-offset", line, length);
        } else if (named("stream-cursor", line, length)) {
          cursor = value("stream-cursor", line, length);
        } else if (named("stream-up-to-date", line, length)
            || named("stream-closed", line, length)) {
          atTail = true;
        }
      }
      default -> {}
    }
  }

  int status() {
    return status;
  }

  boolean chunked() {
    return chunked;
  }

  /** Whether nothing follows the head. */
  boolean hasNoBody() {
    return status == 204 || status == 304 || (!chunked && contentLength == 0);
  }

  /** Length of the body, negative when it was not told. */
  long contentLength() {
    return contentLength;
  }

  boolean atTail() {
    return atTail;
  }

  String nextOffset() {
    return nextOffset;
  }

  String cursor() {
    return cursor;
  }

  /** The text of a part of a line. */
  static String text(byte[] line, int from, int to) {
    return new String(line, from, to - from, StandardCharsets.ISO_8859_1);
  }

  private static boolean named(String lowerCaseName, byte[] line, int length) {
    int nameLength = lowerCaseName.length();
    if (length <= nameLength || line[nameLength] != ':') {
      return false;
    }
    for (int i = 0; i < nameLength; i++) {
      byte b = line[i];
      if ((b >= 'A' && b <= 'Z' ? b + 32 : b) != lowerCaseName.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  private static String value(String name, byte[] line, int length) {
    return text(line, name.length() + 1, length).strip();
  }

  private static long decimal(String text) throws MalformedResponseException {
    try {
      return Long.parseUnsignedLong(text);
    } catch (NumberFormatException e) {
      throw new MalformedResponseException("Content-Length is '" + text + "'");
    }
  }
}
