package durablestreams.adapters.memory;

import static org.assertj.core.api.Assertions.assertThat;

import durablestreams.application.contract.SubscriptionStoreContract;
import durablestreams.application.port.subscription.SubscriptionStore;
import durablestreams.application.replication.encoding.Commit;
import durablestreams.domain.stream.StreamPath;
import durablestreams.domain.subscription.StreamLink;
import durablestreams.domain.subscription.Subscription;
import durablestreams.domain.subscription.SubscriptionChange;
import durablestreams.domain.subscription.SubscriptionId;
import java.util.List;
import java.util.Optional;

/** A store of subscriptions that gets every commit as its encoding says it is. */
class EncodedSubscriptionsTest extends SubscriptionStoreContract {

  @Override
  protected SubscriptionStore store() {
    return new EncodedStore(new InMemorySubscriptionStore(1 << 20));
  }

  private record EncodedStore(SubscriptionStore store) implements SubscriptionStore {

    @Override
    public void commit(List<SubscriptionChange> changes) {
      Commit decoded = Commit.decode(Commit.ofSubscriptions(changes).encode());
      assertThat(decoded).isEqualTo(Commit.ofSubscriptions(changes));
      store.commit(decoded.subscriptions());
    }

    @Override
    public List<Subscription> all() {
      return store.all();
    }

    @Override
    public long lastGeneration(SubscriptionId id) {
      return store.lastGeneration(id);
    }

    @Override
    public Optional<StreamLink> link(SubscriptionId id, StreamPath path) {
      return store.link(id, path);
    }

    @Override
    public List<StreamLink> linksAfter(SubscriptionId id, String after, int limit) {
      return store.linksAfter(id, after, limit);
    }

    @Override
    public int countLinks(SubscriptionId id) {
      return store.countLinks(id);
    }

    @Override
    public List<SubscriptionId> linkedTo(StreamPath path) {
      return store.linkedTo(path);
    }

    @Override
    public List<StreamPath> explicitPathsAfter(String after, int limit) {
      return store.explicitPathsAfter(after, limit);
    }

    @Override
    public Optional<String> sealedKeys() {
      return store.sealedKeys();
    }
  }
}
