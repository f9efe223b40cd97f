package durablestreams.adapters.sqlite.log;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * The CRC32C of a row of the hot log: one of its heads and numbers, one of its payload. Both cover
 * the number of the row, so that a blob in the wrong row is found as well. Not for use by several
 * threads.
 */
public final class RowChecksums {

  private final CRC32C crc = new CRC32C();
  private final ByteBuffer numbers = ByteBuffer.allocate(3 * Long.BYTES);

  /** The checksum of what is read at start. */
  public int heads(long entry, long appendedAt, long bytes, byte[] heads) {
    numbers.clear().putLong(entry).putLong(appendedAt).putLong(bytes);
    return with(heads);
  }

  public int payload(long entry, byte[] payload) {
    numbers.clear().putLong(entry);
    return with(payload);
  }

  private int with(byte[] blob) {
    crc.reset();
    crc.update(numbers.array(), 0, numbers.position());
    crc.update(blob, 0, blob.length);
    return (int) crc.getValue();
  }
}
