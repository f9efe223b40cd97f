package durablestreams.benchmarks.load;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.SplittableRandom;

/** Bodies of an exact size. */
public final class Payloads {

  private static final String JSON_HEAD = "{\"id\":4711,\"text\":\"";
  private static final String JSON_TAIL = "\"}";

  /** The smallest body that {@link #json} can make, in bytes. */
  public static final int SMALLEST_JSON = JSON_HEAD.length() + JSON_TAIL.length();

  private Payloads() {}

  /** Bytes that do not compress, always the same for a size. */
  public static byte[] binary(int size) {
    byte[] bytes = new byte[size];
    new SplittableRandom(size).nextBytes(bytes);
    return bytes;
  }

  /** One JSON object. */
  public static byte[] json(int size) {
    byte[] bytes = new byte[size];
    Arrays.fill(bytes, (byte) 'x');
    byte[] head = JSON_HEAD.getBytes(StandardCharsets.US_ASCII);
    byte[] tail = JSON_TAIL.getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(head, 0, bytes, 0, head.length);
    System.arraycopy(tail, 0, bytes, size - tail.length, tail.length);
    return bytes;
  }

  /** A JSON array of that number of objects, each of the given size. */
  public static byte[] jsonArray(int size, int count) {
    byte[] one = json(size);
    byte[] bytes = new byte[(size + 1) * count + 1];
    Arrays.fill(bytes, (byte) ',');
    for (int i = 0; i < count; i++) {
      System.arraycopy(one, 0, bytes, i * (size + 1) + 1, size);
    }
    bytes[0] = '[';
    bytes[bytes.length - 1] = ']';
    return bytes;
  }
}
