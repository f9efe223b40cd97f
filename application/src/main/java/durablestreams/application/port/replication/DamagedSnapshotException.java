package durablestreams.application.port.replication;

import durablestreams.application.port.StoreFailedException;

/** Failure because a snapshot is damaged, wherever it is restored. */
public final class DamagedSnapshotException extends StoreFailedException {
  private static final long serialVersionUID = 1;

  public DamagedSnapshotException(String message) {
    super(message);
  }

  public DamagedSnapshotException(String message, Throwable cause) {
    super(message, cause);
  }
}
