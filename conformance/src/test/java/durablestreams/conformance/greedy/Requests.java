package durablestreams.conformance.greedy;

import durablestreams.conformance.harness.StreamServer;
import java.nio.charset.StandardCharsets;

/** Requests as they are on the wire. A stream is named by what follows the streams' root. */
final class Requests {
  static final String BYTES = "application/octet-stream";

  private Requests() {}

  static String path(String stream) {
    return StreamServer.STREAMS + stream;
  }

  /** A request without a body; {@code fields} are whole lines. */
  static byte[] plain(String method, String target, String... fields) {
    return head(method, target, fields).getBytes(StandardCharsets.ISO_8859_1);
  }

  static byte[] create(String stream, String contentType, String... fields) {
    return plain("PUT", path(stream), with("Content-Type: " + contentType, fields));
  }

  static byte[] append(String stream, String contentType, byte[] body, String... fields) {
    byte[] head =
        appendHead(stream, contentType, with("Content-Length: " + body.length, fields))
            .getBytes(StandardCharsets.ISO_8859_1);
    byte[] whole = new byte[head.length + body.length];
    System.arraycopy(head, 0, whole, 0, head.length);
    System.arraycopy(body, 0, whole, head.length, body.length);
    return whole;
  }

  /** The head of an append, whose fields say how the body is framed. */
  static String appendHead(String stream, String contentType, String... framing) {
    return head("POST", path(stream), with("Content-Type: " + contentType, framing));
  }

  private static String head(String method, String target, String... fields) {
    var head = new StringBuilder(256);
    head.append(method).append(' ').append(target).append(" HTTP/1.1\r\nHost: greedy\r\n");
    for (String field : fields) {
      head.append(field).append("\r\n");
    }
    return head.append("\r\n").toString();
  }

  private static String[] with(String first, String... more) {
    String[] all = new String[more.length + 1];
    all[0] = first;
    System.arraycopy(more, 0, all, 1, more.length);
    return all;
  }
}
