package durablestreams.application.offload.ownership;

import durablestreams.application.background.Leadership;
import durablestreams.application.port.ArchiveClaims;
import durablestreams.application.port.ArchiveOwner;
import durablestreams.application.port.ArchiveRefusedException;
import durablestreams.application.port.ArchiveUnavailableException;
import durablestreams.application.port.SegmentArchive;
import durablestreams.domain.segment.ObjectWriter;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Ownership of an archive by a cluster, all nodes of which share it.
 *
 * <p>The owner record names the cluster. Every leader replaces it once in its term, by one with a
 * higher epoch, and names its objects after that: so no two terms write the same name, and objects
 * of a later term have a higher epoch, which a rebuild of the index relies on. A claim and every
 * removal are preceded by a proof of leadership. A leader that was deposed after its proof may
 * still claim; then the one that leads now claims once more.
 */
public final class ClusterArchive implements ArchiveOwnership {

  /** How long a check of the record stays valid, except for removals and compactions. */
  private static final Duration TRUSTED = Duration.ofSeconds(15);

  private static final System.Logger LOG = System.getLogger(ClusterArchive.class.getName());

  /**
   * The claiming node.
   *
   * @param place the archive and the setting that chooses it, as a sentence about it begins
   * @param take whether the operator overrides an existing owner
   * @param cluster the id of the cluster, 32 hexadecimal digits; called only while this node leads
   * @param proof returns once this node has proved that it leads, and throws when it cannot
   * @param former claims of the store of this node: an archive that it owned before it was part of
   *     the cluster is the cluster's
   * @param nonces 32 random hexadecimal digits each
   * @param check verifies that it is the right archive, before it is claimed for the first time
   */
  public record Node(
      String place,
      boolean take,
      Supplier<String> cluster,
      Leadership leadership,
      Runnable proof,
      ArchiveClaims former,
      Supplier<String> nonces,
      Runnable check) {}

  /** The claim of a term. */
  private record Claim(long term, ArchiveOwner owner) {
    ObjectWriter writer() {
      return new ObjectWriter(owner.store(), owner.epoch());
    }
  }

  private final SegmentArchive archive;
  private final Node node;
  private volatile @Nullable Claim held;
  private long verifiedAt;
  private @Nullable String lost;

  public ClusterArchive(SegmentArchive archive, Node node) {
    this.archive = archive;
    this.node = node;
  }

  @Override
  public boolean isCurrent(ObjectWriter writer) {
    Claim claim = held;
    return claim != null
        && claim.term() == node.leadership().term()
        && claim.writer().equals(writer);
  }

  @Override
  public synchronized ObjectWriter writer() {
    Claim claim = held;
    if (claim == null
        || lost != null
        || claim.term() != term()
        || System.nanoTime() - verifiedAt > TRUSTED.toNanos()) {
      return verify();
    }
    return claim.writer();
  }

  @Override
  public synchronized ObjectWriter verify() {
    if (lost != null) {
      throw new ArchiveRefusedException(lost);
    }
    long term = term();
    node.proof().run();
    Optional<ArchiveOwner> found = archive.owner();
    Claim claim = held;
    if (claim == null || claim.term() != term || !found.equals(Optional.of(claim.owner()))) {
      claim = claimed(term, found);
    }
    verifiedAt = System.nanoTime();
    return claim.writer();
  }

  private long term() {
    long term = node.leadership().term();
    if (term == 0) {
      throw new ArchiveRefusedException("only the node that leads writes to the archive");
    }
    return term;
  }

  private Claim claimed(long term, Optional<ArchiveOwner> found) {
    String cluster = node.cluster().get();
    found.ifPresent(owner -> requireOwn(cluster, owner));
    if (held == null) {
      node.check().run();
    }
    long epoch = found.map(ArchiveOwner::epoch).orElse(0L) + 1;
    ArchiveOwner next = new ArchiveOwner(cluster, epoch, node.nonces().get());
    if (!archive.claim(found, next)) {
      throw new ArchiveUnavailableException(
          node.place() + " was claimed by another server at the same time");
    }
    Claim claim = new Claim(term, next);
    held = claim;
    return claim;
  }

  private void requireOwn(String cluster, ArchiveOwner found) {
    if (found.store().equals(cluster)) {
      return;
    }
    if (held != null) {
      lost =
          "this cluster has lost its archive to %s, and neither uploads nor removes objects any more"
              .formatted(ClaimedArchive.named(found));
      LOG.log(Level.ERROR, lost);
      throw new ArchiveRefusedException(lost);
    }
    boolean own = node.former().records().contains(found) && !node.former().copied();
    if (!own && !node.take()) {
      throw new ArchiveRefusedException(
          ("%s belongs to %s, not to this cluster (%s): give the cluster an archive of its own, or"
                  + " take this one over with --take-archive once the other server is stopped for"
                  + " good")
              .formatted(node.place(), ClaimedArchive.named(found), cluster));
    }
  }
}
