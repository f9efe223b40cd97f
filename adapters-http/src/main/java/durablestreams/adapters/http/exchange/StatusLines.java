package durablestreams.adapters.http.exchange;

import io.helidon.http.Status;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicReferenceArray;

/** The status lines of HTTP/1.1, each made once. */
final class StatusLines {

  private static final AtomicReferenceArray<byte[]> LINES = new AtomicReferenceArray<>(600);

  private StatusLines() {}

  /** The line for a status, its end included; nobody may write to the array. */
  static byte[] of(Status status) {
    byte[] line = LINES.get(status.code());
    if (line == null) {
      line =
          ("HTTP/1.1 " + status.code() + " " + status.reasonPhrase() + "\r\n")
              .getBytes(StandardCharsets.US_ASCII);
      LINES.set(status.code(), line);
    }
    return line;
  }
}
