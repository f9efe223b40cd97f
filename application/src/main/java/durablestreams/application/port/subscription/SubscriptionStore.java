package durablestreams.application.port.subscription;

import durablestreams.domain.stream.StreamPath;
import durablestreams.domain.subscription.StreamLink;
import durablestreams.domain.subscription.Subscription;
import durablestreams.domain.subscription.SubscriptionChange;
import durablestreams.domain.subscription.SubscriptionId;
import java.util.List;
import java.util.Optional;

/**
 * Store of subscriptions, their links and their tombstones, and of keys that several servers share.
 *
 * <p>Safe for use by many threads.
 */
public interface SubscriptionStore {

  /** All subscriptions in the order of their ids. */
  List<Subscription> all();

  /** The generation from which those of a deleted subscription go on; 0 where there was none. */
  long lastGeneration(SubscriptionId id);

  Optional<StreamLink> link(SubscriptionId id, StreamPath path);

  /**
   * Links of a subscription with paths above {@code after}, in order, at most {@code limit}.
   *
   * @param after empty to begin with
   */
  List<StreamLink> linksAfter(SubscriptionId id, String after, int limit);

  int countLinks(SubscriptionId id);

  /** Subscriptions that are linked to the stream, in order. */
  List<SubscriptionId> linkedTo(StreamPath path);

  /**
   * Paths above {@code after} of explicit links of any subscription, in order and each once, at
   * most {@code limit}.
   */
  List<StreamPath> explicitPathsAfter(String after, int limit);

  /** The keys of the last {@link SubscriptionChange.KeysChanged}; empty before the first. */
  Optional<String> sealedKeys();

  /**
   * Makes all of {@code changes} durable, or none, in this order.
   *
   * @throws durablestreams.application.port.StoreFailedException when none of them was stored
   * @throws durablestreams.application.port.OutcomeUnknownException when the store cannot tell
   *     whether they were stored
   */
  void commit(List<SubscriptionChange> changes);

  /**
   * Returns if what was read so far is the present state. Called before answers that change nothing
   * leave the server; {@link #commit} implies it.
   *
   * @throws durablestreams.application.UnavailableException when another server may have changed
   *     the state meanwhile
   */
  default void confirm() {}
}
