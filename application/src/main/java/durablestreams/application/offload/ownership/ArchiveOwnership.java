package durablestreams.application.offload.ownership;

import durablestreams.application.port.ArchiveRefusedException;
import durablestreams.application.port.ArchiveUnavailableException;
import durablestreams.domain.segment.ObjectWriter;

/** Ownership of an archive: fencing of all writes to and removals from it. */
public interface ArchiveOwnership {

  /**
   * The writer that objects are named after; claims the archive if that has not been done.
   *
   * @throws ArchiveRefusedException when another store owns it
   * @throws ArchiveUnavailableException when the archive cannot be reached
   */
  ObjectWriter writer();

  /** As {@link #writer}, after reading the record in the archive. */
  ObjectWriter verify();

  /**
   * Whether an object of that writer may still be published. Another server may have removed one of
   * an earlier claim. Never waits.
   */
  boolean isCurrent(ObjectWriter writer);

  /** Ownership of an archive that no other store can reach. */
  static ArchiveOwnership sole() {
    return SoleArchive.INSTANCE;
  }
}
