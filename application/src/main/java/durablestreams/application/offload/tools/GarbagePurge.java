package durablestreams.application.offload.tools;

import durablestreams.application.offload.ownership.ArchiveOwnership;
import durablestreams.application.port.MaintenanceQueue;
import durablestreams.application.port.SegmentArchive;
import durablestreams.application.port.StreamStore;
import durablestreams.domain.change.StreamChange;
import java.time.Instant;
import java.util.List;

/**
 * Removal of all garbage objects without a grace period, run by an operator while no server uses
 * the store.
 */
public final class GarbagePurge {

  private static final int PIECE = 256;

  private final StreamStore store;
  private final MaintenanceQueue queue;
  private final SegmentArchive archive;
  private final ArchiveOwnership ownership;

  public GarbagePurge(
      StreamStore store,
      MaintenanceQueue queue,
      SegmentArchive archive,
      ArchiveOwnership ownership) {
    this.store = store;
    this.queue = queue;
    this.archive = archive;
    this.ownership = ownership;
  }

  /** Removes them; returns their number. */
  public long purge() {
    long removed = 0;
    while (true) {
      List<String> names = queue.garbageObjects(PIECE);
      if (names.isEmpty()) {
        names = queue.removableObjects(Instant.MAX, PIECE);
      }
      if (names.isEmpty()) {
        return removed;
      }
      ownership.verify();
      archive.deleteAll(names);
      store.commit(List.of(new StreamChange.ObjectsReclaimed(names)));
      removed += names.size();
    }
  }
}
