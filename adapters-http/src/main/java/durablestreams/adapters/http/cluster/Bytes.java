package durablestreams.adapters.http.cluster;

import java.util.Arrays;

/** Arrays that are written at once. */
final class Bytes {

  private Bytes() {}

  /** {@code head}, and behind it the first {@code count} bytes of {@code body}. */
  static byte[] concat(byte[] head, byte[] body, int count) {
    byte[] all = Arrays.copyOf(head, head.length + count);
    System.arraycopy(body, 0, all, head.length, count);
    return all;
  }
}
