package durablestreams.adapters.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import durablestreams.application.fault.FaultySegmentArchive;
import durablestreams.application.fault.FaultySegmentArchive.Fault;
import durablestreams.application.fault.FaultySegmentArchive.Operation;
import durablestreams.application.offload.ownership.ArchiveOwnership;
import durablestreams.application.offload.ownership.ClaimedArchive;
import durablestreams.application.port.ArchiveClaims;
import durablestreams.application.port.ArchiveOwner;
import durablestreams.application.port.ArchiveRefusedException;
import durablestreams.application.port.ArchiveUnavailableException;
import durablestreams.domain.segment.ObjectWriter;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Claims of several stores, and of several copies of one, on an archive. */
class ArchiveOwnershipTest {

  private static final String STORE = "a".repeat(32);

  private final FaultySegmentArchive archive =
      new FaultySegmentArchive(new InMemorySegmentArchive(), new Random(1));
  private final Random nonces = new Random(2);
  private final HeapArchiveClaims claims = new HeapArchiveClaims(STORE);

  private ArchiveOwnership start(ArchiveClaims of, boolean take) {
    return new ClaimedArchive(
        archive,
        new ClaimedArchive.Claimant(
            of, "The archive", take, () -> "%032x".formatted(nonces.nextLong()), () -> {}));
  }

  private static HeapArchiveClaims copyOf(HeapArchiveClaims original) {
    HeapArchiveClaims copy = new HeapArchiveClaims(original.storeId());
    copy.remember(original.records());
    return copy;
  }

  private static void assertRefused(Runnable use, String why) {
    assertThatExceptionOfType(ArchiveRefusedException.class)
        .isThrownBy(use::run)
        .withMessageContaining(why);
  }

  @Test
  void everyStartOfTheOwnerClaimsWithAHigherEpoch() {
    assertThat(start(claims, false).writer()).isEqualTo(new ObjectWriter(STORE, 1));
    assertThat(start(claims, false).writer()).isEqualTo(new ObjectWriter(STORE, 2));
    assertThat(archive.owner()).map(ArchiveOwner::epoch).contains(2L);
  }

  @Test
  void anotherStoreIsRefusedUnlessItTakesOver() {
    ArchiveOwnership first = start(claims, false);
    first.writer();
    HeapArchiveClaims other = new HeapArchiveClaims("b".repeat(32));
    assertRefused(() -> start(other, false).writer(), "belongs to store " + STORE + " (epoch 1)");
    assertRefused(() -> start(other, false).writer(), "--take-archive");
    assertThat(first.verify()).isEqualTo(new ObjectWriter(STORE, 1));

    assertThat(start(other, true).writer()).isEqualTo(new ObjectWriter("b".repeat(32), 2));
    assertRefused(first::verify, "has lost its archive to store bbbb");
    assertRefused(first::writer, "has lost its archive");
    assertThat(start(other, false).writer().epoch()).isEqualTo(3);
  }

  @Test
  void anOlderCopyOfTheStoreIsRefused() {
    start(claims, false).writer();
    HeapArchiveClaims backup = copyOf(claims);
    start(claims, false).writer();
    assertRefused(() -> start(backup, false).writer(), "another copy of this store claimed it");
    assertThat(start(claims, false).writer().epoch()).isEqualTo(3);
  }

  @Test
  void aCopyThatKnowsThatItIsOneIsRefused() {
    start(claims, false).writer();
    ArchiveClaims copy = new CopiedClaims(copyOf(claims));
    assertRefused(() -> start(copy, false).writer(), "is a copy of the one that claimed it");
    assertThat(start(copy, true).writer().epoch()).isEqualTo(2);
  }

  /** Both records are known to the store, whichever is in the archive. */
  @Test
  void aCrashBetweenTheTwoWritesDoesNotLockTheStoreOut() {
    start(claims, false).writer();
    for (Fault fault : List.of(Fault.BEFORE, Fault.AFTER)) {
      archive.failNext(Operation.CLAIM, fault);
      assertThatExceptionOfType(ArchiveUnavailableException.class)
          .isThrownBy(() -> start(claims, false).writer());
      start(claims, false).writer();
    }
  }

  @Test
  void anArchiveThatCannotBeReachedIsClaimedLater() {
    archive.goDown();
    ArchiveOwnership ownership = start(claims, false);
    assertThatExceptionOfType(ArchiveUnavailableException.class).isThrownBy(ownership::writer);
    archive.comeBack();
    assertThat(ownership.writer()).isEqualTo(new ObjectWriter(STORE, 1));
  }

  @Test
  void anArchiveThatIsNotTheRightOneIsNotClaimed() {
    Runnable check =
        () -> {
          throw new ArchiveRefusedException("The archive lacks objects");
        };
    var claimant =
        new ClaimedArchive.Claimant(claims, "The archive", false, () -> "0".repeat(32), check);
    assertRefused(() -> new ClaimedArchive(archive, claimant).writer(), "lacks objects");
    assertThat(archive.owner()).isEmpty();
  }

  private record CopiedClaims(HeapArchiveClaims inner) implements ArchiveClaims {
    @Override
    public String storeId() {
      return inner.storeId();
    }

    @Override
    public List<ArchiveOwner> records() {
      return inner.records();
    }

    @Override
    public boolean copied() {
      return true;
    }

    @Override
    public void remember(List<ArchiveOwner> records) {
      inner.remember(records);
    }
  }
}
