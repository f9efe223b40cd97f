package durablestreams.application.offload.ownership;

import durablestreams.domain.segment.ObjectWriter;

/** Ownership of an archive that no other store can reach. */
final class SoleArchive implements ArchiveOwnership {

  static final ArchiveOwnership INSTANCE = new SoleArchive();

  private SoleArchive() {}

  @Override
  public ObjectWriter writer() {
    return ObjectWriter.SOLE;
  }

  @Override
  public ObjectWriter verify() {
    return ObjectWriter.SOLE;
  }

  @Override
  public boolean isCurrent(ObjectWriter writer) {
    return true;
  }
}
