package durablestreams.application.replication.digest;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Hash of values that follow each other: the first half of a SHA-256. */
final class StateHash {

  private static final int BYTES = 16;

  private final MessageDigest digest;

  StateHash() {
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JVM has SHA-256", e);
    }
  }

  /** Adds a value, with its length. */
  void add(byte[] value) {
    add(value.length);
    digest.update(value);
  }

  void add(long value) {
    digest.update(ByteBuffer.allocate(Long.BYTES).putLong(value).flip());
  }

  /** Adds bytes whose length another value says. */
  void addRaw(byte[] array, int from, int length) {
    digest.update(array, from, length);
  }

  String text() {
    return HexFormat.of().formatHex(digest.digest(), 0, BYTES);
  }
}
