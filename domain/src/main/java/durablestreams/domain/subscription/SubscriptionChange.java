package durablestreams.domain.subscription;

import durablestreams.domain.stream.StreamPath;
import java.time.Instant;

/** Change of what is stored of subscriptions, and of the keys that they are signed with. */
public sealed interface SubscriptionChange {

  /** The subscription is new, or has another state or scope. */
  record Saved(Subscription subscription) implements SubscriptionChange {}

  /**
   * A link is new, or has another cursor or type.
   *
   * @param added whether there was none for this path
   */
  record Linked(SubscriptionId id, StreamLink link, boolean added) implements SubscriptionChange {}

  record Unlinked(SubscriptionId id, StreamPath path) implements SubscriptionChange {}

  /**
   * The subscription and its links are gone; what remains is a tombstone.
   *
   * @param generation from which generations go on if the id comes back
   */
  record Deleted(SubscriptionId id, long generation, Instant at) implements SubscriptionChange {}

  /** Tombstones of before that instant are gone. */
  record TombstonesForgotten(Instant before) implements SubscriptionChange {}

  /**
   * The keys are these now.
   *
   * @param sealed opaque text: encrypted with a secret that the store does not have
   */
  record KeysChanged(String sealed) implements SubscriptionChange {}
}
