package durablestreams.application.subscription.wake;

import durablestreams.application.port.subscription.WebhookSender.Answer;
import durablestreams.application.subscription.sequencer.SubscriptionBatch;
import durablestreams.application.subscription.sequencer.SubscriptionLimits;
import durablestreams.application.subscription.sequencer.SubscriptionTable;
import durablestreams.domain.offset.Offset;
import durablestreams.domain.stream.StreamPath;
import durablestreams.domain.subscription.PathGlob;
import durablestreams.domain.subscription.StreamLink;
import durablestreams.domain.subscription.StreamLink.StreamEnd;
import durablestreams.domain.subscription.Subscription;
import durablestreams.domain.subscription.SubscriptionId;
import durablestreams.domain.subscription.SubscriptionRules;
import durablestreams.domain.subscription.WakeRef;
import durablestreams.domain.subscription.WakeState;
import java.lang.System.Logger.Level;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Operations of the server itself on subscriptions; each says whether it did anything. */
public final class WakeOperations {

  /** What a lease of a webhook names as its holder. */
  public static final String WEBHOOK = "webhook";

  private static final System.Logger LOG = System.getLogger(WakeOperations.class.getName());

  /** Subscriptions for which it was logged that they are full. */
  private final Set<SubscriptionId> full = new HashSet<>();

  private final SubscriptionTable table;
  private final SubscriptionLimits limits;

  public WakeOperations(SubscriptionTable table, SubscriptionLimits limits) {
    this.table = table;
    this.limits = limits;
  }

  /** Streams may have changed: links new ones, and wakes the subscription if it is idle. */
  boolean noticed(SubscriptionBatch batch, List<StreamPath> paths) {
    boolean any = false;
    for (StreamPath path : paths) {
      any |= isPending(batch, path);
    }
    Subscription current = batch.current();
    if (!any || current == null || !(current.state() instanceof WakeState.Idle)) {
      return false;
    }
    batch.save(SubscriptionRules.wake(current, batch.newWakeId(), batch.now()));
    return true;
  }

  private boolean isPending(SubscriptionBatch batch, StreamPath path) {
    Subscription current = batch.current();
    if (current == null || !current.scope().covers(path)) {
      return false;
    }
    if (!(current.state() instanceof WakeState.Idle) && batch.mayBePending(path)) {
      return true;
    }
    StreamEnd end = batch.end(path);
    if (end == null) {
      return false;
    }
    StreamLink known = batch.link(path);
    StreamLink link = known == null ? newLink(batch, current, path) : known;
    if (link == null || !link.pending(end)) {
      return false;
    }
    batch.markPending(path);
    return true;
  }

  /** The link of a stream that came after the subscription; everything in it is pending. */
  private @Nullable StreamLink newLink(
      SubscriptionBatch batch, Subscription current, StreamPath path) {
    PathGlob pattern = current.config().pattern();
    if (pattern == null || !pattern.matches(path) || table.isWakeStream(path)) {
      return null;
    }
    if (batch.countLinks() >= limits.linksEach()) {
      if (full.add(current.id())) {
        LOG.log(
            Level.WARNING,
            "Subscription {0} has {1} links, the most there may be: new streams are not linked",
            current.id(),
            limits.linksEach());
      }
      return null;
    }
    StreamLink link = StreamLink.glob(path, null);
    batch.add(link);
    return link;
  }

  /** Looks at links of a subscription, and at whether its wake is due too late. */
  static String swept(SubscriptionBatch batch, String after, int limit) {
    Subscription current = batch.current();
    if (current != null) {
      batch.save(SubscriptionRules.hastened(current, batch.now()));
    }
    return batch.dropGoneLinks(after, limit);
  }

  /**
   * Ends a lease that has expired.
   *
   * @param unanswered earlier failures of the delivery of {@code lease}, if it is going on still
   */
  public boolean expire(
      SubscriptionBatch batch, WakeState.Leased lease, OptionalInt unanswered, double random) {
    Subscription current = batch.current();
    if (current == null || !SubscriptionRules.expired(current, batch.now())) {
      return false;
    }
    if (unanswered.isPresent() && current.state().equals(lease)) {
      repeat(batch, current, unanswered.getAsInt(), random);
    } else {
      batch.release(current);
    }
    return true;
  }

  private static void repeat(
      SubscriptionBatch batch, Subscription leased, int failures, double random) {
    batch.save(
        batch.anyPending()
            ? SubscriptionRules.undelivered(
                leased, failures, random, batch.newWakeId(), batch.now())
            : SubscriptionRules.released(leased));
  }

  /** A wake had nothing to announce; the lease of a worker that has taken it stays. */
  public boolean needless(SubscriptionBatch batch, WakeRef wake) {
    Subscription current = batch.current();
    if (current == null
        || !(current.state() instanceof WakeState.Waking)
        || !SubscriptionRules.isCurrent(current, wake)) {
      return false;
    }
    batch.release(current);
    return true;
  }

  /** A webhook is about to be delivered: its lease starts, unless the wake is another one now. */
  public Optional<WakeState.Leased> delivering(SubscriptionBatch batch, WakeRef wake) {
    Subscription current = batch.current();
    if (current == null
        || !(current.state() instanceof WakeState.Waking)
        || !SubscriptionRules.isCurrent(current, wake)) {
      return Optional.empty();
    }
    Subscription leased = SubscriptionRules.extended(current, WEBHOOK, batch.now());
    batch.save(leased);
    return leased.state() instanceof WakeState.Leased lease ? Optional.of(lease) : Optional.empty();
  }

  /**
   * A webhook was answered; an answer after the end of its lease changes nothing.
   *
   * @param lease as it started with the delivery
   * @param failures earlier failures in a row
   */
  public boolean answered(
      SubscriptionBatch batch,
      WakeState.Leased lease,
      int failures,
      WakeSnapshot snapshot,
      Answer answer,
      double random) {
    Subscription current = batch.current();
    WakeRef wake = new WakeRef(lease.generation(), lease.wakeId());
    if (current == null || !SubscriptionRules.isCurrent(current, wake)) {
      return false;
    }
    switch (answer) {
      case Answer.Failed ignored -> {
        // A worker that has called back meanwhile has the wake all the same.
        if (current.state().equals(lease)) {
          repeat(batch, current, failures, random);
        }
      }
      case Answer.Taken(boolean done) -> {
        if (done && !SubscriptionRules.expired(current, batch.now())) {
          acknowledge(batch, snapshot);
          batch.release(current);
        }
      }
    }
    return true;
  }

  private static void acknowledge(SubscriptionBatch batch, WakeSnapshot snapshot) {
    for (WakeSnapshot.Stream stream : snapshot.streams().subList(0, snapshot.pending())) {
      StreamLink link = batch.link(stream.link().path());
      StreamEnd end = stream.end();
      if (link != null && end != null) {
        moveCursor(batch, link, end, end.tail());
      }
    }
  }

  /** Moves the cursor forward, never back. */
  public static void moveCursor(
      SubscriptionBatch batch, StreamLink link, StreamEnd end, Offset offset) {
    boolean later = end.streamKey() > link.streamKey();
    boolean same = end.streamKey() == link.streamKey();
    if (later || (same && offset.compareTo(link.acked()) > 0)) {
      batch.update(link.ackedAt(end, offset));
    }
  }

  /** A wake event was appended, or could not be. */
  public boolean announced(SubscriptionBatch batch, WakeRef wake, boolean appended, double random) {
    Subscription current = batch.current();
    if (current == null || !SubscriptionRules.isCurrent(current, wake)) {
      return false;
    }
    batch.save(
        appended
            ? SubscriptionRules.announced(current, batch.now())
            : SubscriptionRules.failed(current, random, batch.now()));
    return true;
  }
}
