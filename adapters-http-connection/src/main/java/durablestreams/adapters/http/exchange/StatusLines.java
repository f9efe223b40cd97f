package durablestreams.adapters.http.exchange;

import io.helidon.http.Status;
import java.nio.charset.StandardCharsets;

/** The status lines of HTTP/1.1, written out once. */
final class StatusLines {

  private static final int FIRST = 100;
  private static final byte[][] LINES = new byte[500][];

  static {
    for (int i = 0; i < LINES.length; i++) {
      Status status = Status.create(FIRST + i);
      LINES[i] =
          ("HTTP/1.1 " + status.code() + " " + status.reasonPhrase() + "\r\n")
              .getBytes(StandardCharsets.US_ASCII);
    }
  }

  private StatusLines() {}

  /** The line for a status, its end included; read-only. */
  static byte[] of(Status status) {
    return LINES[status.code() - FIRST];
  }
}
