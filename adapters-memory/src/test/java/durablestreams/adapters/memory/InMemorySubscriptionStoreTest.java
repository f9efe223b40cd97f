package durablestreams.adapters.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import durablestreams.application.contract.SubscriptionStoreContract;
import durablestreams.application.port.StoreFailedException;
import durablestreams.application.port.subscription.SubscriptionStore;
import durablestreams.domain.stream.StreamPath;
import durablestreams.domain.subscription.StreamLink;
import durablestreams.domain.subscription.SubscriptionChange;
import java.util.List;
import org.junit.jupiter.api.Test;

class InMemorySubscriptionStoreTest extends SubscriptionStoreContract {

  @Override
  protected SubscriptionStore store() {
    return new InMemorySubscriptionStore(1 << 20);
  }

  @Test
  void linksBeyondItsRoomAreRefusedAsAWhole() {
    SubscriptionStore store = new InMemorySubscriptionStore(700);
    List<SubscriptionChange> three = List.of(linked("a"), linked("b"), linked("c"));
    assertThatThrownBy(() -> store.commit(three)).isInstanceOf(StoreFailedException.class);
    assertThat(store.countLinks(ID)).isZero();
    store.commit(List.of(linked("a"), linked("b")));
    store.commit(List.of(linked("a")));
    store.commit(List.of(new SubscriptionChange.Unlinked(ID, new StreamPath("a"))));
    store.commit(List.of(linked("c")));
    assertThat(store.countLinks(ID)).isEqualTo(2);
  }

  private static SubscriptionChange linked(String path) {
    return new SubscriptionChange.Linked(ID, StreamLink.explicit(new StreamPath(path), null), true);
  }
}
