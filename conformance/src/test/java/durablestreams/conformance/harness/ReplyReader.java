package durablestreams.conformance.harness;

import durablestreams.conformance.harness.HttpReply.Header;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A strict reader of HTTP/1.1 replies: what RFC 9112 forbids a server to send is an error here. */
final class ReplyReader {
  private static final Pattern STATUS_LINE = Pattern.compile("(HTTP/1\\.[01]) ([1-5]\\d\\d) ?(.*)");
  private static final Pattern FIELD =
      Pattern.compile("([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \\t]*(.*?)[ \\t]*");
  private static final int LONGEST_LINE = 64 * 1024;

  private final InputStream in;

  ReplyReader(InputStream in) {
    this.in = in;
  }

  HttpReply read(String method) throws WireException {
    HttpReply head = readHead();
    while (head.status() < 200) {
      head = readHead();
    }
    try {
      return new HttpReply(
          head.version(), head.status(), head.reason(), head.headers(), body(method, head));
    } catch (SocketTimeoutException e) {
      throw new WireException("the server stopped in the middle of a body: " + head, e);
    } catch (WireException e) {
      throw e;
    } catch (IOException e) {
      throw new WireException("the connection broke in the middle of a body: " + head, e);
    }
  }

  HttpReply readHead() throws WireException {
    try {
      String first = line(in);
      Matcher status = STATUS_LINE.matcher(first);
      if (!status.matches()) {
        throw new WireException("not a status line: " + printable(first));
      }
      var headers = new ArrayList<Header>();
      for (String line = line(in); !line.isEmpty(); line = line(in)) {
        Matcher field = FIELD.matcher(line);
        if (!field.matches()) {
          throw new WireException("not a header field: " + printable(line));
        }
        headers.add(new Header(field.group(1), field.group(2)));
      }
      return new HttpReply(
          status.group(1),
          Integer.parseInt(status.group(2)),
          status.group(3),
          headers,
          new byte[0]);
    } catch (SocketTimeoutException e) {
      throw new WireException("no reply within " + WireConnection.TIMEOUT, e);
    } catch (WireException e) {
      throw e;
    } catch (IOException e) {
      throw new WireException("the connection broke before a reply: " + e.getMessage(), e);
    }
  }

  private byte[] body(String method, HttpReply head) throws IOException {
    if (method.equals("HEAD") || head.status() == 204 || head.status() == 304) {
      return new byte[0];
    }
    List<String> codings = head.list("Transfer-Encoding");
    if (!codings.isEmpty()) {
      if (head.has("Content-Length")) {
        throw new WireException("both Transfer-Encoding and Content-Length: " + head);
      }
      if (!codings.getLast().toLowerCase(Locale.ROOT).equals("chunked")) {
        throw new WireException("unknown transfer coding: " + head);
      }
      return new ChunkedInput(in).readAllBytes();
    }
    if (head.header("Content-Length").isPresent()) {
      int length = Integer.parseInt(head.required("Content-Length"));
      byte[] body = in.readNBytes(length);
      if (body.length < length) {
        throw new WireException("the body ended after " + body.length + " of " + length + " bytes");
      }
      return body;
    }
    return in.readAllBytes();
  }

  /**
   * One line without its CRLF. A bare LF or CR, and the end of the stream before the CRLF, are
   * errors.
   */
  static String line(InputStream in) throws IOException {
    var line = new ByteArrayOutputStream();
    while (true) {
      int next = in.read();
      if (next < 0) {
        throw new WireException(
            line.size() == 0
                ? "the server closed the connection without a reply"
                : "the connection ended in the middle of a line: "
                    + printable(line.toString(StandardCharsets.ISO_8859_1)));
      }
      if (next == '\r') {
        if (in.read() != '\n') {
          throw new WireException(
              "a CR without its LF after: " + line.toString(StandardCharsets.ISO_8859_1));
        }
        return line.toString(StandardCharsets.ISO_8859_1);
      }
      if (next == '\n' || line.size() >= LONGEST_LINE) {
        throw new WireException(
            "a bare LF or an endless line: " + line.toString(StandardCharsets.ISO_8859_1));
      }
      line.write(next);
    }
  }

  private static String printable(String text) {
    String shown = text.length() > 200 ? text.substring(0, 200) + "…" : text;
    return "\"" + shown.replaceAll("\\p{Cntrl}", "?") + "\"";
  }
}
