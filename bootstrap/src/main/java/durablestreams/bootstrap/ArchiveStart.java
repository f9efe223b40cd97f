package durablestreams.bootstrap;

import durablestreams.application.offload.ArchiveOwnership;
import durablestreams.application.offload.tools.ObjectSample;
import durablestreams.application.port.ArchiveRefusedException;
import durablestreams.application.port.ArchiveUnavailableException;
import durablestreams.application.port.SegmentArchive;
import durablestreams.application.port.StoreFailedException;
import durablestreams.bootstrap.process.StartException;
import durablestreams.bootstrap.settings.ArchiveCatalog;
import durablestreams.bootstrap.settings.Settings;
import durablestreams.bootstrap.storage.ArchiveProvider;
import durablestreams.bootstrap.storage.OpenStore;
import durablestreams.bootstrap.storage.Storage;
import java.lang.System.Logger.Level;
import java.security.SecureRandom;
import java.util.HexFormat;

/**
 * The claim on the archive at start: refused when another store owns it or when objects are
 * missing, and put off when it cannot be reached.
 */
final class ArchiveStart {

  private static final System.Logger LOG = System.getLogger(ArchiveStart.class.getName());
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final int ID_BYTES = 16;

  private final Settings settings;
  private final OpenStore store;
  private final SegmentArchive archive;

  ArchiveStart(Settings settings, OpenStore store, SegmentArchive archive) {
    this.settings = settings;
    this.store = store;
    this.archive = archive;
  }

  /** A new id or nonce. */
  static String randomId() {
    byte[] bytes = new byte[ID_BYTES];
    RANDOM.nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  /**
   * Claims the archive, or tries to: what cannot be reached is claimed later.
   *
   * @throws StartException when it is not this store's, or lacks objects
   */
  ArchiveOwnership claim() {
    ArchiveOwnership ownership = ownership();
    try {
      ownership.writer();
    } catch (ArchiveRefusedException e) {
      throw new StartException(String.valueOf(e.getMessage()), e);
    } catch (ArchiveUnavailableException | StoreFailedException e) {
      LOG.log(
          Level.WARNING,
          "The archive cannot be used at present, and nothing is uploaded or removed until it can: "
              + e.getMessage());
    }
    return ownership;
  }

  private ArchiveOwnership ownership() {
    ArchiveProvider chosen = Storage.of(settings).archive();
    if (!chosen.outlivesProcess()) {
      return ArchiveOwnership.sole();
    }
    String place = chosen.place(settings);
    return new ArchiveOwnership(
        archive,
        new ArchiveOwnership.Claimant(
            store.claims(),
            place,
            settings.get(ArchiveCatalog.TAKE_ARCHIVE),
            ArchiveStart::randomId,
            () -> requireObjects(place)));
  }

  private void requireObjects(String place) {
    ObjectSample sample =
        new ObjectSample(store.directory(), archive, store.store().highestKey(), RANDOM);
    if (settings.get(ArchiveCatalog.ALLOW_MISSING_OBJECTS)) {
      sample.look().missing().stream()
          .findFirst()
          .ifPresent(name -> LOG.log(Level.ERROR, place + " lacks objects, such as " + name));
    } else {
      sample.require(place);
    }
  }
}
