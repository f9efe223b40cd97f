package durablestreams.application.replication.encoding;

import durablestreams.application.DamagedException;

/** Failure because the bytes of a record of the commit log are damaged. */
public final class DamagedRecordException extends DamagedException {
  private static final long serialVersionUID = 1;

  public DamagedRecordException(String message) {
    super(message);
  }
}
