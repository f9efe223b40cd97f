package durablestreams.adapters.http.cluster;

import durablestreams.domain.stream.StreamKey;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Keys of streams as the body of a call: eight bytes each, the highest first. */
final class StreamKeyCodec {

  /** Keys in one call. */
  static final int MOST = 4_096;

  static final int MAX_BYTES = MOST * Long.BYTES;

  private StreamKeyCodec() {}

  static byte[] encode(List<StreamKey> keys) {
    ByteBuffer bytes = ByteBuffer.allocate(keys.size() * Long.BYTES);
    for (StreamKey key : keys) {
      bytes.putLong(key.value());
    }
    return bytes.array();
  }

  /**
   * @throws IllegalArgumentException with a sentence when these are no keys
   */
  static List<StreamKey> decode(byte[] bytes) {
    if (bytes.length % Long.BYTES != 0) {
      throw new IllegalArgumentException("a key has " + Long.BYTES + " bytes");
    }
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    List<StreamKey> keys = new ArrayList<>(bytes.length / Long.BYTES);
    while (buffer.hasRemaining()) {
      keys.add(new StreamKey(buffer.getLong()));
    }
    return keys;
  }
}
