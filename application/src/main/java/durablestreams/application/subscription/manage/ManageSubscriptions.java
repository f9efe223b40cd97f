package durablestreams.application.subscription.manage;

import durablestreams.application.subscription.sequencer.StreamEnds;
import durablestreams.application.subscription.sequencer.SubscriptionBatch;
import durablestreams.application.subscription.sequencer.SubscriptionLimits;
import durablestreams.application.subscription.sequencer.SubscriptionPorts;
import durablestreams.application.subscription.sequencer.SubscriptionSequencer;
import durablestreams.application.subscription.sequencer.SubscriptionTable;
import durablestreams.application.subscription.wake.Waker;
import durablestreams.domain.stream.StreamKey;
import durablestreams.domain.stream.StreamPath;
import durablestreams.domain.subscription.Delivery;
import durablestreams.domain.subscription.PathGlob;
import durablestreams.domain.subscription.StreamLink;
import durablestreams.domain.subscription.StreamLink.StreamEnd;
import durablestreams.domain.subscription.StreamScope;
import durablestreams.domain.subscription.Subscription;
import durablestreams.domain.subscription.SubscriptionConfig;
import durablestreams.domain.subscription.SubscriptionId;
import durablestreams.domain.subscription.WakeState;
import java.lang.System.Logger.Level;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Use cases of creating, reading and deleting subscriptions, and of their explicit links. */
public final class ManageSubscriptions {

  private static final System.Logger LOG = System.getLogger(ManageSubscriptions.class.getName());

  private final SubscriptionPorts ports;
  private final SubscriptionLimits limits;
  private final SubscriptionTable table;
  private final SubscriptionSequencer sequencer;
  private final StreamEnds ends;
  private final FirstLinks firstLinks;
  private final Waker waker;

  public ManageSubscriptions(
      SubscriptionPorts ports,
      SubscriptionLimits limits,
      SubscriptionTable table,
      SubscriptionSequencer sequencer,
      StreamEnds ends,
      Waker waker) {
    this.ports = ports;
    this.limits = limits;
    this.table = table;
    this.sequencer = sequencer;
    this.ends = ends;
    this.firstLinks = new FirstLinks(ports.directory(), table, ends, limits.linksEach());
    this.waker = waker;
  }

  /** Creates a subscription, linked to existing streams at their tails. */
  public CreateSubscriptionOutcome create(CreateSubscription command) {
    String fingerprint = Fingerprint.of(command);
    Subscription existing = table.find(command.id());
    if (existing != null) {
      CreateSubscriptionOutcome confirmed =
          sequencer.submit(command.id(), batch -> confirm(batch, command, fingerprint));
      if (!existing.scope().equals(command.scope())) {
        waker.lookAtAll();
      }
      return confirmed;
    }
    if (command.delivery() instanceof Delivery.Webhook(String url)) {
      Optional<String> refusal = ports.sender().refusal(url);
      if (refusal.isPresent()) {
        return new CreateSubscriptionOutcome.UrlRejected(refusal.get());
      }
    }
    if (wakesItself(command.delivery(), command.streams())) {
      return new CreateSubscriptionOutcome.WakeStreamLinked();
    }
    for (StreamPath path : command.streams()) {
      if (!command.scope().covers(path)) {
        return new CreateSubscriptionOutcome.OutOfScope(path);
      }
    }
    StreamKey since = ends.nextKey();
    Map<StreamPath, StreamLink> links = firstLinks.of(command);
    if (links.size() > limits.linksEach()) {
      return new CreateSubscriptionOutcome.TooManyLinks(limits.linksEach());
    }
    CreateSubscriptionOutcome outcome =
        sequencer.submit(command.id(), batch -> create(batch, command, fingerprint, since, links));
    if (outcome instanceof CreateSubscriptionOutcome.Created) {
      afterCommit(() -> {
        links.values().forEach(this::lookAgain);
        waker.lookFrom(since);
      });
    }
    return outcome;
  }

  /**
   * Looks at streams that were appended to, or came, between the look at them and the commit. Where
   * that fails, all are looked at later: the commit stands.
   */
  private void afterCommit(Runnable look) {
    try {
      look.run();
    } catch (RuntimeException e) {
      LOG.log(Level.DEBUG, "Streams cannot be looked at after a commit of subscriptions", e);
      waker.lookAtAll();
    }
  }

  private void lookAgain(StreamLink link) {
    StreamEnd end = ends.of(link.path());
    if (end != null && link.pending(end)) {
      waker.look(end.streamKey());
    }
  }

  private static boolean wakesItself(Delivery delivery, List<StreamPath> streams) {
    return delivery instanceof Delivery.PullWake(StreamPath wakeStream)
        && streams.contains(wakeStream);
  }

  private CreateSubscriptionOutcome create(
      SubscriptionBatch batch,
      CreateSubscription command,
      String fingerprint,
      StreamKey since,
      Map<StreamPath, StreamLink> links) {
    if (batch.current() != null) {
      return confirm(batch, command, fingerprint);
    }
    if (table.size() >= limits.subscriptions()) {
      return new CreateSubscriptionOutcome.TooManySubscriptions(limits.subscriptions());
    }
    Subscription created =
        new Subscription(
            command.id(),
            ports.random().nextLong(),
            new SubscriptionConfig(
                command.delivery(),
                command.pattern(),
                command.lease(),
                command.description(),
                fingerprint),
            batch.now().truncatedTo(ChronoUnit.MILLIS),
            since.value(),
            command.scope(),
            new WakeState.Idle(batch.lastGeneration()));
    batch.save(created);
    batch.nothingPending();
    links.values().forEach(batch::add);
    return new CreateSubscriptionOutcome.Created(created);
  }

  /** Confirms an existing subscription; its scope is from now on what the caller may read. */
  private static CreateSubscriptionOutcome confirm(
      SubscriptionBatch batch, CreateSubscription command, String fingerprint) {
    Subscription current = batch.current();
    if (current == null || !current.config().fingerprint().equals(fingerprint)) {
      return new CreateSubscriptionOutcome.Conflict();
    }
    Subscription confirmed = current.withScope(command.scope());
    batch.save(confirmed);
    return new CreateSubscriptionOutcome.Confirmed(confirmed);
  }

  public @Nullable Subscription find(SubscriptionId id) {
    return table.find(id);
  }

  /** Subscriptions with ids above {@code after}, in order; {@code null} to begin with. */
  public List<Subscription> list(@Nullable SubscriptionId after, int limit) {
    return table.after(after).stream().limit(limit).toList();
  }

  /**
   * Whether the pattern links no further stream, because the subscription has as many as may be.
   */
  public boolean isFull(Subscription subscription) {
    return subscription.config().pattern() != null
        && table.countLinks(subscription.id()) >= limits.linksEach();
  }

  public int countLinks(SubscriptionId id) {
    return table.countLinks(id);
  }

  /**
   * The links of a subscription in the order of their paths, without those that only the pattern
   * made to streams that are gone.
   */
  public List<StreamLink> links(Subscription subscription) {
    return ports.store().linksAfter(subscription.id(), "", limits.linksEach()).stream()
        .filter(link -> subscription.scope().covers(link.path()))
        .filter(link -> link.explicit() || ends.of(link.path()) != null)
        .toList();
  }

  /** Deletes a subscription; whether there was one. */
  public boolean delete(SubscriptionId id) {
    return sequencer.submit(
        id,
        batch -> {
          Subscription current = batch.current();
          if (current != null) {
            batch.delete(current);
          }
          return current != null;
        });
  }

  /** Links streams at their tails; those that are linked keep their cursors. */
  public LinkStreamsOutcome link(SubscriptionId id, List<StreamPath> streams, StreamScope scope) {
    LinkStreamsOutcome outcome = sequencer.submit(id, batch -> link(batch, streams, scope));
    if (outcome instanceof LinkStreamsOutcome.Linked) {
      afterCommit(
          () -> streams.forEach(path -> ports.store().link(id, path).ifPresent(this::lookAgain)));
    }
    return outcome;
  }

  private LinkStreamsOutcome link(
      SubscriptionBatch batch, List<StreamPath> streams, StreamScope scope) {
    Subscription current = batch.current();
    if (current == null) {
      return new LinkStreamsOutcome.NotFound();
    }
    if (wakesItself(current.config().delivery(), streams)) {
      return new LinkStreamsOutcome.WakeStreamLinked();
    }
    int room = limits.linksEach() - batch.countLinks();
    for (StreamPath path : streams) {
      if (!scope.covers(path) || !current.scope().covers(path)) {
        return new LinkStreamsOutcome.OutOfScope(path);
      }
      room -= batch.link(path) == null ? 1 : 0;
    }
    if (room < 0) {
      return new LinkStreamsOutcome.TooManyLinks(limits.linksEach());
    }
    streams.forEach(path -> link(batch, current, path));
    return new LinkStreamsOutcome.Linked();
  }

  private static void link(SubscriptionBatch batch, Subscription current, StreamPath path) {
    StreamLink known = batch.link(path);
    if (known == null) {
      PathGlob pattern = current.config().pattern();
      StreamLink link = StreamLink.explicit(path, batch.end(path));
      batch.add(
          new StreamLink(
              path,
              link.streamKey(),
              link.acked(),
              true,
              pattern != null && pattern.matches(path)));
    } else if (!known.explicit()) {
      batch.update(known.withExplicit(true));
    }
  }

  /**
   * Removes an explicit link; one that the pattern makes stays. Whether the subscription exists.
   */
  public boolean unlink(SubscriptionId id, StreamPath path) {
    return sequencer.submit(
        id,
        batch -> {
          StreamLink link = batch.current() == null ? null : batch.link(path);
          if (link != null && link.explicit() && link.glob()) {
            batch.update(link.withExplicit(false));
          } else if (link != null && link.explicit()) {
            batch.unlink(path);
          }
          return batch.current() != null;
        });
  }
}
