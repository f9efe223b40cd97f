package durablestreams.adapters.sqlite.log;

import durablestreams.application.port.DamagedDataException;

/** Error for a row of the hot log that is not what was written. */
public final class RowDamage {

  private RowDamage() {}

  public static DamagedDataException of(String part, long entry, long key) {
    return new DamagedDataException(
        "row %d of the hot log is damaged, and stream %d is in it: its %s is not what was written"
            .formatted(entry, key, part));
  }
}
