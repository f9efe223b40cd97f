package durablestreams.application.port.replication;

import durablestreams.application.port.SnapshotSource;
import java.util.Optional;

/** Place on this machine where a snapshot is restored only to be looked at. */
public interface SnapshotScratch extends AutoCloseable {

  /** Begins to restore a snapshot; what was here before is removed. */
  SnapshotSource.Restore restore();

  /** The progress in the snapshot that was restored. */
  Optional<byte[]> progress();

  /** Removes everything. */
  @Override
  void close();
}
