package durablestreams.application.offload.ownership;

import durablestreams.application.port.ArchiveClaims;
import durablestreams.application.port.ArchiveOwner;
import durablestreams.application.port.ArchiveRefusedException;
import durablestreams.application.port.ArchiveUnavailableException;
import durablestreams.application.port.SegmentArchive;
import durablestreams.domain.segment.ObjectWriter;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Ownership of an archive by one store.
 *
 * <p>A claim replaces the owner record by one with a higher epoch and a new nonce. It requires that
 * the current record is absent or was written by this store, or that the operator overrides it. The
 * new record is saved in the store first, so that the next start recognizes it after a crash
 * between the two writes. A copy of the store that is started later finds an unknown record.
 *
 * <p>An unreachable archive is claimed by the first use that reaches it; until then nothing is
 * uploaded or removed. A store that finds a record other than its own has lost the archive, and
 * writes nothing until it is restarted.
 */
public final class ClaimedArchive implements ArchiveOwnership {

  /** How long a check of the record stays valid, except for removals and compactions. */
  private static final Duration TRUSTED = Duration.ofSeconds(15);

  private static final int REMEMBERED = 8;

  private static final System.Logger LOG = System.getLogger(ClaimedArchive.class.getName());

  private final SegmentArchive archive;
  private final Claimant claimant;
  private @Nullable ArchiveOwner held;
  private long verifiedAt;
  private @Nullable ArchiveRefusedException lost;

  /**
   * The claiming store.
   *
   * @param place the archive and the setting that chooses it, as a sentence about it begins
   * @param take whether the operator overrides an existing owner
   * @param nonces 32 random hexadecimal digits each
   * @param check verifies that it is the right archive, before it is claimed
   */
  public record Claimant(
      ArchiveClaims claims, String place, boolean take, Supplier<String> nonces, Runnable check) {}

  public ClaimedArchive(SegmentArchive archive, Claimant claimant) {
    this.archive = archive;
    this.claimant = claimant;
  }

  @Override
  public synchronized ObjectWriter writer() {
    if (held == null || lost != null || System.nanoTime() - verifiedAt > TRUSTED.toNanos()) {
      return verify();
    }
    return new ObjectWriter(held.store(), held.epoch());
  }

  /** A claim lasts as long as the process. */
  @Override
  public boolean isCurrent(ObjectWriter writer) {
    return true;
  }

  @Override
  public synchronized ObjectWriter verify() {
    if (lost != null) {
      throw new ArchiveRefusedException(String.valueOf(lost.getMessage()));
    }
    ArchiveOwner owner = held == null ? claimed(archive, claimant) : unchanged(archive, held);
    verifiedAt = System.nanoTime();
    return new ObjectWriter(owner.store(), owner.epoch());
  }

  private ArchiveOwner unchanged(SegmentArchive claimed, ArchiveOwner mine) {
    Optional<ArchiveOwner> found = claimed.owner();
    if (!found.equals(Optional.of(mine))) {
      throw lose(
          "this server has lost its archive to %s, and neither uploads nor removes objects any more"
              .formatted(found.map(ClaimedArchive::named).orElse("a removed owner record")));
    }
    return mine;
  }

  private ArchiveOwner claimed(SegmentArchive unclaimed, Claimant by) {
    Optional<ArchiveOwner> found = unclaimed.owner();
    if (!by.take()) {
      found.ifPresent(other -> requireOwn(other, by));
    }
    by.check().run();
    long epoch = found.map(ArchiveOwner::epoch).orElse(0L) + 1;
    ArchiveOwner next = new ArchiveOwner(by.claims().storeId(), epoch, by.nonces().get());
    by.claims().remember(withNext(by.claims().records(), found, next));
    if (!unclaimed.claim(found, next)) {
      throw new ArchiveUnavailableException(
          by.place() + " was claimed by another store at the same time");
    }
    held = next;
    return next;
  }

  /** An archive that was replaced and is selected again has an older record. */
  private static List<ArchiveOwner> withNext(
      List<ArchiveOwner> known, Optional<ArchiveOwner> found, ArchiveOwner next) {
    List<ArchiveOwner> records = new ArrayList<>(known);
    found.ifPresent(records::remove);
    found.ifPresent(records::add);
    records.add(next);
    return records.subList(Math.max(0, records.size() - REMEMBERED), records.size());
  }

  private void requireOwn(ArchiveOwner found, Claimant by) {
    boolean known = by.claims().records().contains(found);
    if (known && !by.claims().copied()) {
      return;
    }
    String why =
        known
            ? "but this data folder is a copy of the one that claimed it"
            : by.claims().storeId().equals(found.store())
                ? "and another copy of this store claimed it since this one was made"
                : "not to this store (" + by.claims().storeId() + ")";
    throw lose(
        ("%s belongs to %s, %s: give this store an archive of its own (a copy of that folder, or"
                + " another folder or prefix), or take this one over with --take-archive once the"
                + " other server is stopped for good")
            .formatted(by.place(), named(found), why));
  }

  static String named(ArchiveOwner owner) {
    return "store " + owner.store() + " (epoch " + owner.epoch() + ")";
  }

  private ArchiveRefusedException lose(String why) {
    LOG.log(Level.ERROR, why);
    lost = new ArchiveRefusedException(why);
    return lost;
  }
}
