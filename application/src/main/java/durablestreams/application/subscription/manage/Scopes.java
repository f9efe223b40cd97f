package durablestreams.application.subscription.manage;

import durablestreams.application.access.AccessPolicy;
import durablestreams.application.access.ReadScope;
import durablestreams.application.subscription.sequencer.SubscriptionBatch;
import durablestreams.application.subscription.sequencer.SubscriptionSequencer;
import durablestreams.application.subscription.sequencer.SubscriptionTable;
import durablestreams.domain.subscription.PathGlob;
import durablestreams.domain.subscription.StreamScope;
import durablestreams.domain.subscription.Subscription;
import java.util.stream.Stream;

/** Scopes of subscriptions, which follow the grants of the access policy. */
public final class Scopes {

  private final AccessPolicy policy;
  private final SubscriptionTable table;
  private final SubscriptionSequencer sequencer;
  private final Runnable onChange;
  private long revision = Long.MIN_VALUE;

  /**
   * @param onChange is called when scopes have changed
   */
  public Scopes(
      AccessPolicy policy,
      SubscriptionTable table,
      SubscriptionSequencer sequencer,
      Runnable onChange) {
    this.policy = policy;
    this.table = table;
    this.sequencer = sequencer;
    this.onChange = onChange;
  }

  /** The streams of {@code readable}; a pattern that is too long covers nothing. */
  public static StreamScope of(ReadScope readable) {
    return readable.all()
        ? StreamScope.ALL
        : StreamScope.of(
            readable.patterns().stream().flatMap(Scopes::pattern).toList(), readable.grantee());
  }

  private static Stream<PathGlob> pattern(String text) {
    try {
      return Stream.of(PathGlob.of(text));
    } catch (IllegalArgumentException e) {
      return Stream.empty();
    }
  }

  /** Has all scopes looked up again by the next {@link #refresh}. */
  public synchronized void expire() {
    revision = Long.MIN_VALUE;
  }

  /** Looks all scopes up again if grants have changed since this was last called. */
  public synchronized void refresh() {
    long now = policy.grantsRevision();
    if (now == revision) {
      return;
    }
    boolean changed = false;
    for (Subscription subscription : table.all()) {
      String grantee = subscription.scope().grantee();
      StreamScope scope =
          grantee.isEmpty()
              ? subscription.scope()
              : policy.readable(grantee).map(Scopes::of).orElse(subscription.scope());
      if (!scope.equals(subscription.scope())) {
        changed = true;
        sequencer.submit(subscription.id(), batch -> change(batch, subscription, scope));
      }
    }
    revision = now;
    if (changed) {
      onChange.run();
    }
  }

  /** Unless the subscription was confirmed meanwhile, or is another one. */
  private static boolean change(SubscriptionBatch batch, Subscription seen, StreamScope scope) {
    Subscription current = batch.current();
    if (current == null
        || current.incarnation() != seen.incarnation()
        || !current.scope().equals(seen.scope())) {
      return false;
    }
    batch.save(current.withScope(scope));
    return true;
  }
}
