package durablestreams.adapters.memory.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import durablestreams.adapters.memory.HeapArchiveClaims;
import durablestreams.adapters.memory.InMemorySegmentArchive;
import durablestreams.application.NotLeaderException;
import durablestreams.application.offload.ownership.ArchiveOwnership;
import durablestreams.application.offload.ownership.ClaimedArchive;
import durablestreams.application.offload.ownership.ClusterArchive;
import durablestreams.application.port.ArchiveClaims;
import durablestreams.application.port.ArchiveOwner;
import durablestreams.application.port.ArchiveRefusedException;
import durablestreams.domain.segment.ObjectWriter;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The nodes of a cluster on one archive, and single servers beside them. */
class ClusterArchiveTest {

  private static final String CLUSTER = "c".repeat(32);
  private static final String STORE = "a".repeat(32);

  private final InMemorySegmentArchive archive = new InMemorySegmentArchive(1 << 20);
  private final Random nonces = new Random(2);
  private long elected;

  /** A node that takes itself for the leader until it has to prove it. */
  private final class Node {
    private final ArchiveOwnership ownership;
    private long term;

    Node(String cluster, boolean take, ArchiveClaims former) {
      this.ownership =
          new ClusterArchive(
              archive,
              new ClusterArchive.Node(
                  "The archive",
                  take,
                  () -> cluster,
                  () -> term,
                  this::prove,
                  former,
                  ClusterArchiveTest.this::nonce,
                  () -> {}));
    }

    Node() {
      this(CLUSTER, false, new HeapArchiveClaims("b".repeat(32)));
    }

    private void prove() {
      if (term != elected) {
        throw new NotLeaderException("another node was elected");
      }
    }

    Node elect() {
      term = ++elected;
      return this;
    }
  }

  private String nonce() {
    return "%016x%016x".formatted(nonces.nextLong(), nonces.nextLong());
  }

  private ArchiveOwnership single(ArchiveClaims claims, boolean take) {
    return new ClaimedArchive(
        archive, new ClaimedArchive.Claimant(claims, "The archive", take, this::nonce, () -> {}));
  }

  private static void assertRefused(Runnable use, String why) {
    assertThatExceptionOfType(ArchiveRefusedException.class)
        .isThrownBy(use::run)
        .withMessageContaining(why);
  }

  @Test
  void everyTermHasNamesOfItsOwn() {
    Node first = new Node().elect();
    assertThat(first.ownership.writer()).isEqualTo(new ObjectWriter(CLUSTER, 1));
    assertThat(first.ownership.verify()).isEqualTo(new ObjectWriter(CLUSTER, 1));
    Node second = new Node().elect();
    assertThat(second.ownership.writer()).isEqualTo(new ObjectWriter(CLUSTER, 2));
    first.elect();
    assertThat(first.ownership.writer()).isEqualTo(new ObjectWriter(CLUSTER, 3));
    assertThat(first.ownership.isCurrent(new ObjectWriter(CLUSTER, 1))).isFalse();
    assertThat(first.ownership.isCurrent(new ObjectWriter(CLUSTER, 3))).isTrue();
    first.term = 0;
    assertThat(first.ownership.isCurrent(new ObjectWriter(CLUSTER, 3))).isFalse();
  }

  @Test
  void aNodeThatDoesNotLeadNeitherClaimsNorRemoves() {
    Node follower = new Node();
    assertRefused(follower.ownership::writer, "only the node that leads");
    Node deposed = new Node().elect();
    deposed.ownership.writer();
    new Node().elect();
    assertThatExceptionOfType(NotLeaderException.class)
        .isThrownBy(deposed.ownership::verify)
        .withMessageContaining("another node was elected");
    assertThat(archive.owner()).map(ArchiveOwner::epoch).contains(1L);
  }

  /** The deposed one proved its leadership just before. */
  @Test
  void aLateClaimOfADeposedLeaderIsReplaced() {
    Node leader = new Node().elect();
    leader.ownership.writer();
    ArchiveOwner late = new ArchiveOwner(CLUSTER, 2, nonce());
    assertThat(archive.claim(archive.owner(), late)).isTrue();
    assertThat(leader.ownership.verify()).isEqualTo(new ObjectWriter(CLUSTER, 3));
    assertThat(leader.ownership.isCurrent(new ObjectWriter(CLUSTER, 1))).isFalse();
  }

  @Test
  void aSingleServerAndAClusterRefuseTheArchivesOfEachOther() {
    HeapArchiveClaims claims = new HeapArchiveClaims(STORE);
    single(claims, false).writer();
    assertRefused(
        new Node().elect().ownership::writer, "belongs to store " + STORE + " (epoch 1), not to");
    Node taking = new Node(CLUSTER, true, new HeapArchiveClaims("b".repeat(32))).elect();
    assertThat(taking.ownership.writer()).isEqualTo(new ObjectWriter(CLUSTER, 2));
    assertRefused(single(claims, false)::writer, "belongs to store " + CLUSTER);
    assertRefused(
        new Node("d".repeat(32), false, claims).elect().ownership::writer, "--take-archive");
    elected = taking.term;

    assertThat(single(claims, true).writer()).isEqualTo(new ObjectWriter(STORE, 3));
    assertRefused(taking.ownership::verify, "this cluster has lost its archive to store " + STORE);
    assertRefused(taking.elect().ownership::writer, "this cluster has lost its archive");
  }

  @Test
  void theArchiveOfTheServerThatTheClusterBeganWithIsTheClusters() {
    HeapArchiveClaims claims = new HeapArchiveClaims(STORE);
    single(claims, false).writer();
    Node first = new Node(CLUSTER, false, claims).elect();
    assertThat(first.ownership.writer()).isEqualTo(new ObjectWriter(CLUSTER, 2));
    assertThat(new Node().elect().ownership.writer()).isEqualTo(new ObjectWriter(CLUSTER, 3));
  }

  @Test
  void anArchiveThatIsNotTheRightOneIsNotClaimed() {
    Node node = new Node().elect();
    ArchiveOwnership lacking =
        new ClusterArchive(
            archive,
            new ClusterArchive.Node(
                "The archive",
                false,
                () -> CLUSTER,
                () -> node.term,
                () -> {},
                new HeapArchiveClaims(STORE),
                this::nonce,
                () -> {
                  throw new ArchiveRefusedException("The archive lacks objects");
                }));
    assertRefused(lacking::writer, "lacks objects");
    assertThat(archive.owner()).isEmpty();
  }
}
