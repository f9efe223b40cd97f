package durablestreams.server.assembly;

import durablestreams.application.background.Leadership;
import durablestreams.application.offload.ownership.ArchiveOwnership;
import durablestreams.application.offload.ownership.ClaimedArchive;
import durablestreams.application.offload.ownership.ClusterArchive;
import durablestreams.application.offload.tools.ObjectSample;
import durablestreams.application.port.ArchiveRefusedException;
import durablestreams.application.port.ArchiveUnavailableException;
import durablestreams.application.port.SegmentArchive;
import durablestreams.application.port.StoreFailedException;
import java.lang.System.Logger.Level;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.function.Supplier;

/**
 * The claim on an archive at start: refused when another store owns it or when objects are missing,
 * and put off when it cannot be reached.
 *
 * @param place the archive as the subject of a sentence for the operator
 * @param take whether an archive of another store is taken over
 * @param allowMissing whether a start goes on although objects are missing
 */
public record ArchiveClaim(String place, boolean take, boolean allowMissing) {

  private static final System.Logger LOG = System.getLogger(ArchiveClaim.class.getName());
  private static final int ID_BYTES = 16;

  /** A new id or nonce. */
  public static String randomId() {
    byte[] bytes = new byte[ID_BYTES];
    new SecureRandom().nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  /**
   * Claims the archive, or tries to: what cannot be reached is claimed later.
   *
   * @throws StartException when it is not this store's, or lacks objects
   */
  public ArchiveOwnership claim(OpenStore store, SegmentArchive archive) {
    ArchiveOwnership ownership =
        new ClaimedArchive(
            archive,
            new ClaimedArchive.Claimant(
                store.claims(),
                place,
                take,
                ArchiveClaim::randomId,
                () -> requireObjects(store, archive)));
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

  /**
   * Shares the archive with the other nodes of a cluster; the one that leads claims it.
   *
   * @param cluster the id of the cluster, 32 hexadecimal digits; called only while this node leads
   * @param proof returns once this node has proved that it leads, and throws when it cannot
   */
  public ArchiveOwnership share(
      OpenStore store,
      SegmentArchive archive,
      Supplier<String> cluster,
      Leadership leadership,
      Runnable proof) {
    return new ClusterArchive(
        archive,
        new ClusterArchive.Node(
            place,
            take,
            cluster,
            leadership,
            proof,
            store.claims(),
            ArchiveClaim::randomId,
            () -> requireObjects(store, archive)));
  }

  private void requireObjects(OpenStore store, SegmentArchive archive) {
    ObjectSample sample =
        new ObjectSample(
            store.directory(), archive, store.store().highestKey(), new SecureRandom());
    if (allowMissing) {
      sample.look().missing().stream()
          .findFirst()
          .ifPresent(name -> LOG.log(Level.ERROR, place + " lacks objects, such as " + name));
    } else {
      sample.require(place);
    }
  }
}
