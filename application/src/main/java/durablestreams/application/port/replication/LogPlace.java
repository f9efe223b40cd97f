package durablestreams.application.port.replication;

/**
 * Place of a record in the log of an engine: where to read on behind it. Places ascend, with gaps.
 *
 * @param number as the engine counts
 * @param checksum the checksum of the record there, by which a log that was changed is noticed
 */
public record LogPlace(long number, long checksum) {

  /** The place before all records. */
  public static final LogPlace BEGINNING = new LogPlace(0, 0);

  @Override
  public String toString() {
    return number + "/" + Long.toHexString(checksum);
  }
}
