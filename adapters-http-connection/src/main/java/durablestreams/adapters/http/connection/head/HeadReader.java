package durablestreams.adapters.http.connection.head;

import durablestreams.adapters.http.errors.ErrorCode;
import durablestreams.adapters.http.errors.HttpProblem;
import durablestreams.adapters.http.headers.RequestHead;
import io.helidon.common.buffers.DataReader;
import io.helidon.common.buffers.LazyString;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.WritableHeaders;
import java.nio.charset.StandardCharsets;

/**
 * Strict parser of the heads of HTTP/1 requests (RFC 9112, sections 2 to 5).
 *
 * <p>What two parsers could take for different requests is refused: lines that end in anything but
 * CR LF, folded lines, spaces around names, and whatever {@link Framing} does not let pass.
 */
public final class HeadReader {

  private final DataReader reader;
  private final int maxLine;
  private final int maxFields;
  private RequestHead known = RequestHead.UNKNOWN;

  /**
   * @param maxLine bytes of a request line
   * @param maxFields bytes of a header section
   */
  public HeadReader(DataReader reader, int maxLine, int maxFields) {
    this.reader = reader;
    this.maxLine = maxLine;
    this.maxFields = maxFields;
  }

  /** What is known of the head that was read last, or of which reading failed. */
  public RequestHead known() {
    return known;
  }

  /**
   * The next head, whole.
   *
   * @throws HttpProblem when it breaks a rule; the connection can serve no other request then
   */
  public RequestHead read() {
    known = RequestHead.UNKNOWN;
    try {
      RequestLine line = RequestLine.parse(line());
      WritableHeaders<?> headers = WritableHeaders.create();
      known = RequestHead.incomplete(line.method(), headers);
      fields(headers);
      known = Framing.check(line, headers);
      return known;
    } catch (DataReader.IncorrectNewLineException e) {
      throw bad("a line does not end in CR LF");
    }
  }

  private byte[] line() {
    if (reader.startsWithNewLine()) {
      reader.skip(2); // one empty line before a request is ignored (RFC 9112, section 2.2)
    }
    int end = reader.findNewLine(maxLine);
    if (end >= maxLine) {
      throw new HttpProblem(
          ErrorCode.URI_TOO_LONG, "a request line has at most " + maxLine + " bytes");
    }
    return take(end);
  }

  private byte[] take(int count) {
    byte[] line = reader.readBytes(count);
    reader.skip(2);
    return line;
  }

  private void fields(WritableHeaders<?> headers) {
    int left = maxFields;
    while (!reader.startsWithNewLine()) {
      int end = reader.findNewLine(left);
      left -= end + 2;
      if (left <= 0) {
        throw new HttpProblem(
            ErrorCode.HEADERS_TOO_LARGE, "a header section has at most " + maxFields + " bytes");
      }
      field(headers, take(end));
    }
    reader.skip(2);
  }

  private static void field(WritableHeaders<?> headers, byte[] line) {
    int colon = 0;
    while (colon < line.length && Characters.isToken(line[colon])) {
      colon++;
    }
    if (colon == 0 || colon == line.length || line[colon] != ':') {
      throw bad("a header line is a name, a colon and a value, without a space before the colon");
    }
    for (int i = colon + 1; i < line.length; i++) {
      if (!Characters.isFieldValue(line[i])) {
        throw bad("a control character in a header field");
      }
    }
    HeaderName name = HeaderNames.create(new String(line, 0, colon, StandardCharsets.US_ASCII));
    headers.add(
        HeaderValues.create(
            name,
            new LazyString(line, colon + 1, line.length - colon - 1, StandardCharsets.US_ASCII)));
  }

  static HttpProblem bad(String sentence) {
    return new HttpProblem(ErrorCode.BAD_REQUEST, "not valid HTTP: " + sentence);
  }
}
