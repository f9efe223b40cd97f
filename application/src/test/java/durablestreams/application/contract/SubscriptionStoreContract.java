package durablestreams.application.contract;

import static org.assertj.core.api.Assertions.assertThat;

import durablestreams.application.port.subscription.SubscriptionStore;
import durablestreams.domain.offset.Offset;
import durablestreams.domain.stream.StreamPath;
import durablestreams.domain.subscription.Delivery;
import durablestreams.domain.subscription.PathGlob;
import durablestreams.domain.subscription.StreamLink;
import durablestreams.domain.subscription.StreamScope;
import durablestreams.domain.subscription.Subscription;
import durablestreams.domain.subscription.SubscriptionChange;
import durablestreams.domain.subscription.SubscriptionChange.Deleted;
import durablestreams.domain.subscription.SubscriptionChange.KeysChanged;
import durablestreams.domain.subscription.SubscriptionChange.Linked;
import durablestreams.domain.subscription.SubscriptionChange.Saved;
import durablestreams.domain.subscription.SubscriptionChange.TombstonesForgotten;
import durablestreams.domain.subscription.SubscriptionChange.Unlinked;
import durablestreams.domain.subscription.SubscriptionConfig;
import durablestreams.domain.subscription.SubscriptionId;
import durablestreams.domain.subscription.WakeState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Contract of every {@link SubscriptionStore}. */
public abstract class SubscriptionStoreContract {

  protected static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  protected static final SubscriptionId ID = new SubscriptionId("sub-1");
  private static final SubscriptionId OTHER = new SubscriptionId("sub-2");

  /** An empty store. */
  protected abstract SubscriptionStore store();

  protected static Subscription webhook(SubscriptionId id, WakeState state) {
    return new Subscription(
        id,
        Long.MIN_VALUE,
        new SubscriptionConfig(
            new Delivery.Webhook("https://worker.example/hook"),
            PathGlob.of("events/*"),
            Duration.ofMillis(1_500),
            "what it is for",
            "fingerprint"),
        NOW,
        17,
        StreamScope.of(List.of(PathGlob.of("events/**"), PathGlob.of("a"))),
        state);
  }

  private static Subscription pullWake(SubscriptionId id) {
    return new Subscription(
        id,
        5,
        new SubscriptionConfig(
            new Delivery.PullWake(new StreamPath("wake/pool")),
            null,
            Duration.ofSeconds(30),
            null,
            "other"),
        NOW,
        0,
        StreamScope.ALL,
        new WakeState.Idle(0));
  }

  private static StreamLink link(String path, long acked, boolean explicit) {
    return new StreamLink(new StreamPath(path), 3, new Offset(1, acked), explicit, !explicit);
  }

  @Test
  void whatIsSavedIsThereInTheOrderOfIds() {
    SubscriptionStore store = store();
    Subscription first = webhook(ID, new WakeState.Idle(0));
    store.commit(List.of(new Saved(pullWake(OTHER)), new Saved(first)));
    assertThat(store.all()).containsExactly(first, pullWake(OTHER));
  }

  @Test
  void everyStateIsStored() {
    SubscriptionStore store = store();
    List<WakeState> states =
        List.of(
            new WakeState.Waking(1, "w_1", 0, NOW),
            new WakeState.Waking(1, "w_1", 3, NOW.plusSeconds(60)),
            new WakeState.Waking(1, "w_1", 0, Instant.MAX),
            new WakeState.Leased(1, "w_1", "worker", NOW.plusMillis(1_500)),
            new WakeState.Idle(1));
    for (WakeState state : states) {
      store.commit(List.of(new Saved(webhook(ID, state))));
      assertThat(store.all()).containsExactly(webhook(ID, state));
    }
  }

  @Test
  void scopesAreStored() {
    SubscriptionStore store = store();
    for (StreamScope scope : List.of(StreamScope.ALL, StreamScope.of(List.of()))) {
      Subscription subscription = pullWake(ID).withScope(scope);
      store.commit(List.of(new Saved(subscription)));
      assertThat(store.all()).containsExactly(subscription);
    }
  }

  @Test
  void linksAreFoundFromBothEnds() {
    SubscriptionStore store = store();
    StreamPath path = new StreamPath("events/a");
    assertThat(store.link(ID, path)).isEmpty();
    store.commit(
        List.of(
            new Saved(webhook(ID, new WakeState.Idle(0))),
            new Saved(pullWake(OTHER)),
            new Linked(ID, link("events/a", 1, false), true),
            new Linked(OTHER, link("events/a", 2, true), true)));
    assertThat(store.link(ID, path)).contains(link("events/a", 1, false));
    assertThat(store.link(OTHER, path)).contains(link("events/a", 2, true));
    assertThat(store.linkedTo(path)).containsExactly(ID, OTHER);
    store.commit(List.of(new Linked(ID, link("events/a", 9, true), false)));
    assertThat(store.link(ID, path)).contains(link("events/a", 9, true));

    StreamLink atCut =
        new StreamLink(new StreamPath("events/a"), 3, new Offset(1, 9).asCut(), true, false);
    store.commit(List.of(new Linked(ID, atCut, false)));
    assertThat(store.link(ID, path)).contains(atCut);
    assertThat(store.countLinks(ID)).isEqualTo(1);
    store.commit(List.of(new Unlinked(ID, path), new Unlinked(ID, new StreamPath("none"))));
    assertThat(store.link(ID, path)).isEmpty();
    assertThat(store.linkedTo(path)).containsExactly(OTHER);
  }

  @Test
  void linksAreReadInPages() {
    SubscriptionStore store = store();
    List<SubscriptionChange> changes = new ArrayList<>();
    changes.add(new Saved(webhook(ID, new WakeState.Idle(0))));
    for (String path : List.of("c", "a", "b", "d")) {
      changes.add(new Linked(ID, link(path, 0, path.equals("b")), true));
    }
    store.commit(changes);
    assertThat(store.linksAfter(ID, "", 2))
        .extracting(l -> l.path().value())
        .containsExactly("a", "b");
    assertThat(store.linksAfter(ID, "b", 9))
        .extracting(l -> l.path().value())
        .containsExactly("c", "d");
    assertThat(store.linksAfter(OTHER, "", 9)).isEmpty();
    assertThat(store.countLinks(ID)).isEqualTo(4);
    assertThat(store.explicitPathsAfter("", 9)).containsExactly(new StreamPath("b"));
    assertThat(store.explicitPathsAfter("b", 9)).isEmpty();
  }

  @Test
  void aDeletedSubscriptionLeavesItsGeneration() {
    SubscriptionStore store = store();
    assertThat(store.lastGeneration(ID)).isZero();
    store.commit(
        List.of(
            new Saved(webhook(ID, new WakeState.Idle(7))),
            new Linked(ID, link("events/a", 1, true), true)));
    store.commit(List.of(new Deleted(ID, 7, NOW)));
    assertThat(store.all()).isEmpty();
    assertThat(store.linksAfter(ID, "", 9)).isEmpty();
    assertThat(store.linkedTo(new StreamPath("events/a"))).isEmpty();
    assertThat(store.lastGeneration(ID)).isEqualTo(7);
    store.commit(List.of(new TombstonesForgotten(NOW)));
    assertThat(store.lastGeneration(ID)).isEqualTo(7);
    store.commit(List.of(new TombstonesForgotten(NOW.plusSeconds(1))));
    assertThat(store.lastGeneration(ID)).isZero();
  }

  @Test
  void aCommitIsConfirmedAsThePresentState() {
    SubscriptionStore store = store();
    store.confirm();
    store.commit(List.of(new Saved(pullWake(ID))));
    store.confirm();
    assertThat(store.all()).containsExactly(pullWake(ID));
  }

  @Test
  void theLastKeysAreKept() {
    SubscriptionStore store = store();
    assertThat(store.sealedKeys()).isEmpty();
    store.commit(List.of(new KeysChanged("first"), new Saved(pullWake(ID))));
    assertThat(store.sealedKeys()).contains("first");
    store.commit(List.of(new KeysChanged("second")));
    assertThat(store.sealedKeys()).contains("second");
  }

  @Test
  void namesThatDifferOnlyInCaseAreDifferent() {
    SubscriptionStore store = store();
    store.commit(
        List.of(
            new Linked(ID, link("A", 1, true), true), new Linked(ID, link("a", 2, true), true)));
    assertThat(store.link(ID, new StreamPath("A"))).contains(link("A", 1, true));
    assertThat(store.countLinks(ID)).isEqualTo(2);
  }
}
