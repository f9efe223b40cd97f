package durablestreams.bootstrap;

import durablestreams.application.offload.ownership.ArchiveOwnership;
import durablestreams.application.port.SegmentArchive;
import durablestreams.bootstrap.cluster.Node;
import durablestreams.bootstrap.settings.ArchiveCatalog;
import durablestreams.bootstrap.settings.Settings;
import durablestreams.bootstrap.storage.Storage;
import durablestreams.server.assembly.ArchiveClaim;
import durablestreams.server.assembly.OpenStore;

/** The claim on the archive at start, as the settings want it. */
final class ArchiveStart {

  private final Settings settings;
  private final OpenStore store;
  private final SegmentArchive archive;

  ArchiveStart(Settings settings, OpenStore store, SegmentArchive archive) {
    this.settings = settings;
    this.store = store;
    this.archive = archive;
  }

  /**
   * Claims the archive, or tries to: what cannot be reached is claimed later.
   *
   * @throws durablestreams.server.assembly.StartException when it is not this store's, or lacks
   *     objects
   */
  ArchiveOwnership claim() {
    return lasting() ? claimed().claim(store, archive) : ArchiveOwnership.sole();
  }

  /** Shares the archive with the other nodes of a cluster; the one that leads claims it. */
  ArchiveOwnership share(Node node) {
    return lasting()
        ? claimed().share(store, archive, node::cluster, node.node().leadership(), node::prove)
        : ArchiveOwnership.sole();
  }

  private boolean lasting() {
    return Storage.of(settings).archive().outlivesProcess();
  }

  private ArchiveClaim claimed() {
    return new ArchiveClaim(
        Storage.of(settings).archive().place(settings),
        settings.get(ArchiveCatalog.TAKE_ARCHIVE),
        settings.get(ArchiveCatalog.ALLOW_MISSING_OBJECTS));
  }
}
