package durablestreams.adapters.sqlite.read;

import durablestreams.adapters.sqlite.log.RowDamage;
import java.sql.SQLException;

/**
 * A message in several rows of the hot log. All rows but the last hold the same number of its
 * bytes, so that a part of it is read from the rows that hold the part.
 */
final class LargeMessage {

  private final ReadConnection connection;
  private final long key;
  private final long entry;
  private final long from;
  private final int length;
  private final int pieceBytes;

  /**
   * @param entry the first row
   * @param from the position at which the message starts
   * @param pieceBytes how much of it the first row holds
   */
  LargeMessage(
      ReadConnection connection, long key, long entry, long from, int length, int pieceBytes) {
    this.connection = connection;
    this.key = key;
    this.entry = entry;
    this.from = from;
    this.length = length;
    this.pieceBytes = pieceBytes;
    if (pieceBytes <= 0) {
      throw RowDamage.of("payload", entry, key);
    }
  }

  long from() {
    return from;
  }

  int length() {
    return length;
  }

  /** The bytes from {@code start} to before {@code end}, in an array of their own. */
  byte[] bytes(int start, int end) throws SQLException {
    byte[] found = new byte[end - start];
    int firstRow = start / pieceBytes;
    int lastRow = (end - 1) / pieceBytes;
    connection.payloads(
        entry + firstRow,
        entry + lastRow,
        key,
        (row, payload) -> put(found, start, (int) (row - entry) * pieceBytes, payload));
    return found;
  }

  private void put(byte[] found, int start, int pieceStart, byte[] payload) {
    int expected = Math.min(pieceBytes, length - pieceStart);
    if (payload.length != expected) {
      throw RowDamage.of("payload", entry + pieceStart / pieceBytes, key);
    }
    int skipped = Math.max(0, start - pieceStart);
    int at = pieceStart + skipped - start;
    System.arraycopy(
        payload, skipped, found, at, Math.min(payload.length - skipped, found.length - at));
  }
}
