package durablestreams.adapters.http.connection.head;

import static durablestreams.adapters.http.connection.head.HeadReader.bad;

import durablestreams.adapters.http.errors.ErrorCode;
import durablestreams.adapters.http.errors.HttpProblem;
import durablestreams.adapters.http.headers.FieldName;
import durablestreams.adapters.http.headers.Fields;
import durablestreams.adapters.http.headers.RequestHead;
import io.helidon.http.HeaderValues;
import io.helidon.http.WritableHeaders;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The rules for the fields that say where a request ends and for which host it is (RFC 9112,
 * sections 3.2, 6 and 9.3; RFC 9110, section 10.1.1).
 */
final class Framing {

  private static final int MOST_DIGITS = 18;

  private Framing() {}

  /**
   * The head of a request that can be served.
   *
   * @throws HttpProblem when its fields contradict each other, or ask for what is not there
   */
  static RequestHead check(RequestLine line, WritableHeaders<?> headers) {
    host(line, headers);
    boolean chunked = headers.contains(Fields.TRANSFER_ENCODING.lookup());
    long length = 0;
    if (chunked) {
      chunked(line, headers);
      length = -1;
    } else if (headers.contains(Fields.CONTENT_LENGTH.lookup())) {
      length = length(headers);
    }
    expectation(line, headers);
    return new RequestHead(
        line.method(),
        line.path(),
        line.query(),
        line.fragment(),
        headers,
        line.minor() > 0 && !wantsClose(headers),
        chunked,
        length,
        line.minor());
  }

  private static void host(RequestLine line, WritableHeaders<?> headers) {
    FieldName host = Fields.HOST;
    if (headers.contains(host.lookup())) {
      if (headers.get(host.lookup()).valueCount() > 1) {
        throw bad("more than one Host");
      }
      if (!Characters.isHost(headers.get(host.lookup()).get())) {
        throw bad("a Host that is none");
      }
    } else if (line.minor() > 0) {
      throw bad("no Host");
    }
    if (!line.authority().isEmpty()) {
      if (!Characters.isHost(line.authority())) {
        throw bad("a host that is none in the request target");
      }
      // The target says more than the field (RFC 9112, section 3.2.2).
      headers.set(HeaderValues.create(host.lookup(), line.authority()));
    }
  }

  private static void chunked(RequestLine line, WritableHeaders<?> headers) {
    if (headers.contains(Fields.CONTENT_LENGTH.lookup())) {
      throw bad("both Transfer-Encoding and Content-Length");
    }
    if (line.minor() == 0) {
      throw bad("a Transfer-Encoding in HTTP/1.0");
    }
    List<String> codings = tokens(headers, Fields.TRANSFER_ENCODING);
    if (codings.isEmpty() || !codings.getLast().equals("chunked")) {
      throw bad("the last Transfer-Encoding is not chunked");
    }
    if (codings.indexOf("chunked") < codings.size() - 1) {
      throw bad("chunked more than once");
    }
    if (codings.size() > 1) {
      throw new HttpProblem(
          ErrorCode.NOT_IMPLEMENTED, "the only Transfer-Encoding of this server is chunked");
    }
  }

  private static long length(WritableHeaders<?> headers) {
    var field = headers.get(Fields.CONTENT_LENGTH.lookup());
    String digits = field.get();
    boolean number = field.valueCount() == 1 && !digits.isEmpty();
    int zeros = 0;
    for (int i = 0; number && i < digits.length(); i++) {
      number = digits.charAt(i) >= '0' && digits.charAt(i) <= '9';
      if (zeros == i && digits.charAt(i) == '0') {
        zeros++;
      }
    }
    if (!number) {
      throw bad("a Content-Length is one number");
    }
    if (digits.length() - zeros > MOST_DIGITS) {
      return Long.MAX_VALUE;
    }
    return Long.parseLong(digits);
  }

  private static void expectation(RequestLine line, WritableHeaders<?> headers) {
    if (line.minor() > 0 && headers.contains(Fields.EXPECT.lookup())) {
      for (String expected : tokens(headers, Fields.EXPECT)) {
        if (!expected.equals("100-continue")) {
          throw new HttpProblem(ErrorCode.EXPECTATION_FAILED, "Expect can only be 100-continue");
        }
      }
    }
  }

  private static boolean wantsClose(WritableHeaders<?> headers) {
    return headers.contains(Fields.CONNECTION.lookup())
        && tokens(headers, Fields.CONNECTION).contains("close");
  }

  /** The members of a list, in lower case, from all lines of the field. */
  private static List<String> tokens(WritableHeaders<?> headers, FieldName name) {
    List<String> tokens = new ArrayList<>(2);
    for (String line : headers.get(name.lookup()).allValues()) {
      for (String member : line.split(",", -1)) {
        String token = member.strip();
        if (!token.isEmpty()) {
          tokens.add(token.toLowerCase(Locale.ROOT));
        }
      }
    }
    return tokens;
  }
}
