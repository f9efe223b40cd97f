package durablestreams.application.contract;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import durablestreams.application.port.StaleStateException;
import durablestreams.application.port.replication.ReplicaStore;
import durablestreams.application.port.subscription.SubscriptionStore;
import durablestreams.domain.change.StreamChange;
import durablestreams.domain.stream.StreamKey;
import durablestreams.domain.stream.StreamPath;
import durablestreams.domain.subscription.StreamLink;
import durablestreams.domain.subscription.SubscriptionChange;
import durablestreams.domain.subscription.SubscriptionId;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Contract of every {@link ReplicaStore}. */
public abstract class ReplicaStoreContract {

  private static final SubscriptionId ID = new SubscriptionId("sub-1");
  private static final int LARGEST = 64 << 10;

  /** A store with its views. */
  public record Replica(ReplicaStore store, StorePorts ports, SubscriptionStore subscriptions) {}

  /** Decides the changes of a test; what it took is in the model. */
  protected final StreamFixtures streams = new StreamFixtures();

  private Replica replica;

  /** A new store without any streams. Called once for each test. */
  protected abstract Replica open();

  /** Closes the store and opens it again. A store that forgets returns {@code replica}. */
  protected abstract Replica reopen(Replica replica);

  @BeforeEach
  void openStore() {
    replica = open();
  }

  @AfterEach
  void closeStore() {
    replica.ports().store().close();
  }

  private static SubscriptionChange linked(String path) {
    return new SubscriptionChange.Linked(ID, StreamLink.explicit(new StreamPath(path), null), true);
  }

  private void commit(String progress, SubscriptionChange... subscriptions) {
    replica.store().commit(streams.take(), List.of(subscriptions), progress.getBytes(UTF_8));
  }

  private void assertHolds(String progress, int links) {
    ModelCheck.check(replica.ports(), streams.model());
    assertThat(replica.store().progress()).contains(progress.getBytes(UTF_8));
    assertThat(replica.subscriptions().countLinks(ID)).isEqualTo(links);
  }

  @Test
  void anEmptyStoreHasNoProgress() {
    assertThat(replica.store().progress()).isEmpty();
    replica = reopen(replica);
    assertThat(replica.store().progress()).isEmpty();
  }

  @Test
  void changesAndProgressAreStoredTogether() {
    StreamKey key = streams.create("a");
    streams.append(key, "one");
    commit("first", linked("a"), linked("b"));
    assertHolds("first", 2);
    streams.append(key, "two");
    commit("second", linked("c"));
    assertHolds("second", 3);
    replica = reopen(replica);
    assertHolds("second", 3);
  }

  @Test
  void partsOfACommitMayBeMissing() {
    commit("nothing");
    assertHolds("nothing", 0);
    commit("a link", linked("a"));
    assertHolds("a link", 1);
    streams.append(streams.create("a"), "one");
    commit("a stream");
    assertHolds("a stream", 1);
    commit("");
    assertHolds("", 1);
    replica = reopen(replica);
    assertHolds("", 1);
  }

  @Test
  void aContradictionStoresNothing() {
    StreamKey key = streams.create("a");
    commit("first", linked("a"));
    StreamFixtures elsewhere = new StreamFixtures();
    StreamKey same = elsewhere.create("a");
    elsewhere.append(same, "an append that is missing");
    elsewhere.take();
    elsewhere.create("b");
    elsewhere.append(same, "an append behind it");
    List<StreamChange> wrong = elsewhere.take();
    assertThatExceptionOfType(StaleStateException.class)
        .isThrownBy(() -> replica.store().commit(wrong, List.of(linked("b")), new byte[] {1}));
    assertHolds("first", 1);
    streams.append(key, "one");
    commit("second");
    assertHolds("second", 1);
  }

  @Test
  void streamsComeInTheOrderOfTheirKeys() {
    StreamKey first = streams.create("b");
    StreamKey second = streams.create("a");
    streams.append(second, "one");
    commit("first");
    streams.append(first, "two");
    commit("second");
    for (int i = 0; i < 2; i++) {
      ReplicaStore.Contents contents = replica.store().contents();
      assertThat(replica.store().streamsAfter(0, 10))
          .containsExactly(
              contents.streams().load(first).orElseThrow(),
              contents.streams().load(second).orElseThrow());
      assertThat(keys(0, 1)).containsExactly(first);
      assertThat(keys(first.value(), 1)).containsExactly(second);
      assertThat(keys(second.value(), 1)).isEmpty();
      assertThat(contents.directory().liveStreams(0, 10)).hasSize(2);
      assertThat(contents.subscriptions().all()).isEmpty();
      replica = reopen(replica);
    }
  }

  private List<StreamKey> keys(long after, int limit) {
    return replica.store().streamsAfter(after, limit).stream()
        .map(stream -> stream.state().key())
        .toList();
  }

  @Test
  void progressMayBeLarge() {
    byte[] large = new byte[LARGEST];
    new Random(1).nextBytes(large);
    replica.store().commit(List.of(), List.of(), large);
    replica = reopen(replica);
    assertThat(replica.store().progress()).contains(large);
  }

  @Test
  void aLongHistoryIsStoredAsInAnyStore() {
    long seed = new Random().nextLong();
    System.out.println("ReplicaStoreContract: seed " + seed);
    RandomHistory history = new RandomHistory(streams, new Random(seed));
    for (int i = 1; i <= 300; i++) {
      history.step();
      commit("step " + i, linked("link/" + i));
      if (i % 100 == 0) {
        replica = reopen(replica);
        assertHolds("step " + i, i);
      }
    }
  }

  @Test
  void aCommitThatDoesNotComeFromTheLogEndsTheReplica() {
    StreamKey key = streams.create("a");
    commit("first");
    streams.append(key, "one");
    replica.ports().store().commit(streams.take());
    assertThat(replica.store().progress()).isEmpty();
    replica = reopen(replica);
    assertThat(replica.store().progress()).isEmpty();
    commit("another log");
    assertHolds("another log", 0);
  }

  @Test
  void adoptionForgetsTheProgressAndRaisesTheSegmentFloor() {
    streams.create("a");
    commit("first");
    assertThat(replica.ports().store().segmentFloor()).isZero();
    replica.store().adopt();
    long floor = replica.ports().store().segmentFloor();
    assertThat(floor).isPositive();
    assertThat(replica.store().progress()).isEmpty();
    replica = reopen(replica);
    assertThat(replica.ports().store().segmentFloor()).isEqualTo(floor);
    assertThat(replica.store().progress()).isEmpty();
    ModelCheck.check(replica.ports(), streams.model());
    replica.store().adopt();
    assertThat(replica.ports().store().segmentFloor()).isGreaterThan(floor);
    commit("another log");
    assertHolds("another log", 0);
  }
}
