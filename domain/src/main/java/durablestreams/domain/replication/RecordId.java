package durablestreams.domain.replication;

/**
 * Identity of a record of the commit log.
 *
 * @param position its number: one above that of the record it follows. Records that do not count
 *     may have the same
 * @param checksum checksum of the whole record with the identity of the one it follows. Two records
 *     differ in it, even if their content is the same
 */
public record RecordId(long position, long checksum) {

  public RecordId {
    if (position < 0) {
      throw new IllegalArgumentException("position of a record: " + position);
    }
  }

  /**
   * What the first record of a log follows: it names the log, so that no other log continues it.
   */
  public static RecordId origin(long logId) {
    return new RecordId(0, logId);
  }

  @Override
  public String toString() {
    return position + ":" + Long.toHexString(checksum);
  }
}
