package durablestreams.adapters.sqlite.read;

import durablestreams.adapters.sqlite.log.RowChecksums;
import durablestreams.adapters.sqlite.log.RowDamage;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * Row of the hot log at which a result set stands. Its payload is read and verified when it is
 * first asked for.
 */
final class LogRow {

  private final ResultSet rows;
  private final RowChecksums checksums;
  private final long entry;
  private final long bytes;
  private final byte[] heads;
  private byte @Nullable [] payload;

  LogRow(ResultSet rows, RowChecksums checksums) throws SQLException {
    this.rows = rows;
    this.checksums = checksums;
    this.entry = rows.getLong(1);
    this.bytes = rows.getLong(3);
    this.heads = rows.getBytes(6);
  }

  long entry() {
    return entry;
  }

  /** Bytes of the heads and of the payload. */
  long bytes() {
    return bytes;
  }

  long payloadBytes() {
    return bytes - heads.length;
  }

  boolean hasIntactHeads() throws SQLException {
    return checksums.heads(entry, rows.getLong(2), bytes, heads) == rows.getInt(4);
  }

  byte[] heads() {
    return heads;
  }

  /** The payload, of which {@code key} has a part. */
  byte[] payload(long key) throws SQLException {
    byte[] known = payload;
    if (known == null) {
      known = rows.getBytes(7);
      if (checksums.payload(entry, known) != rows.getInt(5)) {
        throw RowDamage.of("payload", entry, key);
      }
      payload = known;
    }
    return known;
  }
}
