package durablestreams.application.replication.node;

import durablestreams.application.port.subscription.SubscriptionStore;
import durablestreams.application.replication.encoding.Commit;
import durablestreams.domain.stream.StreamPath;
import durablestreams.domain.subscription.StreamLink;
import durablestreams.domain.subscription.Subscription;
import durablestreams.domain.subscription.SubscriptionChange;
import durablestreams.domain.subscription.SubscriptionId;
import java.util.List;
import java.util.Optional;

/** The subscriptions of a node, whose commits go on the commit log first. */
public final class ReplicatedSubscriptions implements SubscriptionStore {

  private final SubscriptionStore local;
  private final ClusterNode node;

  public ReplicatedSubscriptions(SubscriptionStore local, ClusterNode node) {
    this.local = local;
    this.node = node;
  }

  @Override
  public void commit(List<SubscriptionChange> changes) {
    node.log().commit(Commit.ofSubscriptions(changes));
  }

  @Override
  public void confirm() {
    node.log().confirm();
  }

  @Override
  public List<Subscription> all() {
    return local.all();
  }

  @Override
  public long lastGeneration(SubscriptionId id) {
    return local.lastGeneration(id);
  }

  @Override
  public Optional<StreamLink> link(SubscriptionId id, StreamPath path) {
    return local.link(id, path);
  }

  @Override
  public List<StreamLink> linksAfter(SubscriptionId id, String after, int limit) {
    return local.linksAfter(id, after, limit);
  }

  @Override
  public int countLinks(SubscriptionId id) {
    return local.countLinks(id);
  }

  @Override
  public List<SubscriptionId> linkedTo(StreamPath path) {
    return local.linkedTo(path);
  }

  @Override
  public List<StreamPath> explicitPathsAfter(String after, int limit) {
    return local.explicitPathsAfter(after, limit);
  }

  @Override
  public Optional<String> sealedKeys() {
    return local.sealedKeys();
  }
}
