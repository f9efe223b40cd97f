package durablestreams.fuzzing;

import durablestreams.adapters.http.connection.head.HeadReader;
import durablestreams.adapters.http.errors.HttpProblem;
import durablestreams.adapters.http.headers.RequestHead;
import io.helidon.common.buffers.DataReader;
import io.helidon.http.Header;
import java.nio.charset.StandardCharsets;

/**
 * Heads of HTTP/1 requests: a head that is accepted is read the same when it is written out again,
 * so that no other parser takes it for another request.
 */
public final class HeadTarget {

  private static final int MAX_LINE = 512;
  private static final int MAX_FIELDS = 2_048;

  private HeadTarget() {}

  public static void fuzzerTestOneInput(byte[] input) {
    RequestHead head = read(input, MAX_LINE, MAX_FIELDS);
    // The target of CONNECT is no path, and the method is always refused.
    if (head == null || head.method().equals("CONNECT")) {
      return;
    }
    Broken.unless(head.length() >= -1, "a length of %d", head.length());
    Broken.unless(head.chunked() == (head.length() == -1), "chunked, and %d long", head.length());
    RequestHead again = read(written(head), 2 * MAX_LINE, 2 * MAX_FIELDS);
    Broken.unless(again != null, "%s was accepted once", head);
    Broken.unless(
        again.method().equals(head.method())
            && again.path().equals(head.path())
            && again.query().equals(head.query())
            && again.chunked() == head.chunked()
            && again.length() == head.length()
            && again.keepAlive() == head.keepAlive(),
        "%s was read as %s",
        head,
        again);
  }

  private static RequestHead read(byte[] bytes, int maxLine, int maxFields) {
    byte[][] left = {bytes.clone()};
    DataReader reader =
        new DataReader(
            () -> {
              byte[] next = left[0];
              left[0] = null;
              return next == null || next.length == 0 ? null : next;
            },
            false);
    try {
      return new HeadReader(reader, maxLine, maxFields).read();
    } catch (HttpProblem | DataReader.InsufficientDataAvailableException e) {
      return null;
    }
  }

  private static byte[] written(RequestHead head) {
    StringBuilder text = new StringBuilder(head.method()).append(' ').append(head.path());
    if (!head.query().isEmpty()) {
      text.append('?').append(head.query());
    }
    if (head.fragment()) {
      text.append('#');
    }
    text.append(" HTTP/1.").append(head.minor()).append("\r\n");
    for (Header field : head.headers()) {
      for (String value : field.allValues()) {
        text.append(field.name()).append(": ").append(value).append("\r\n");
      }
    }
    // What is not ASCII was read as this character.
    String bytes = text.append("\r\n").toString().replace('\ufffd', '\u0080');
    return bytes.getBytes(StandardCharsets.ISO_8859_1);
  }
}
