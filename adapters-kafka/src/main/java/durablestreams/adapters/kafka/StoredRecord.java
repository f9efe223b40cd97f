package durablestreams.adapters.kafka;

import durablestreams.application.port.replication.LogPlace;
import durablestreams.application.port.replication.LogRead;
import java.nio.ByteBuffer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Record of the commit log as it is in the topic. Its key begins with a magic number, so that no
 * key of others is taken for one; the checksum follows, and the offset at which the writer found a
 * log without records to end. A record that has that offset begins the log.
 *
 * @param foundEmptyAt {@link #NOT_EMPTY} for a record that follows another
 */
record StoredRecord(long offset, long checksum, long foundEmptyAt, byte[] bytes) {

  static final long NOT_EMPTY = -1;

  /** Key of a record that shows how far the log reaches, and means nothing else. */
  static final byte[] PROBE = {'p', 'r', 'o', 'b', 'e'};

  /** "DSLK". */
  private static final int MAGIC = 0x44534c4b;

  private static final int KEY_BYTES = Integer.BYTES + 2 * Long.BYTES;

  static byte[] key(long checksum, long foundEmptyAt) {
    return ByteBuffer.allocate(KEY_BYTES)
        .putInt(MAGIC)
        .putLong(checksum)
        .putLong(foundEmptyAt)
        .array();
  }

  /** {@code null} for a probe, and for a record that is not of a commit log. */
  static @Nullable StoredRecord of(ConsumerRecord<byte[], byte[]> found) {
    byte[] key = found.key();
    if (key == null || key.length != KEY_BYTES || found.value() == null) {
      return null;
    }
    ByteBuffer fields = ByteBuffer.wrap(key);
    if (fields.getInt() != MAGIC) {
      return null;
    }
    return new StoredRecord(found.offset(), fields.getLong(), fields.getLong(), found.value());
  }

  boolean beginsLog() {
    return foundEmptyAt == offset;
  }

  /** The offset of the next record, and 0 for the beginning of the topic. */
  static LogPlace place(long offset, long checksum) {
    return new LogPlace(offset + 1, checksum);
  }

  LogRead.Entry entry() {
    return new LogRead.Entry(place(offset, checksum), bytes);
  }
}
