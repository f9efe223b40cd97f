package durablestreams.application.subscription.wake;

import durablestreams.application.background.BackgroundLoop;
import durablestreams.application.port.StreamDirectory;
import durablestreams.application.subscription.sequencer.StreamEnds;
import durablestreams.application.subscription.sequencer.SubscriptionPorts;
import durablestreams.application.subscription.sequencer.SubscriptionSequencer;
import durablestreams.application.subscription.sequencer.SubscriptionTable;
import durablestreams.domain.change.StreamChange;
import durablestreams.domain.stream.StreamKey;
import durablestreams.domain.stream.StreamPath;
import durablestreams.domain.subscription.Subscription;
import durablestreams.domain.subscription.SubscriptionId;
import durablestreams.domain.subscription.SubscriptionRules;
import durablestreams.domain.subscription.WakeState;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Background work that finds what is due: streams that commits have changed, leases that expired,
 * wakes to announce.
 *
 * <p>What counts is that a linked stream is beyond its cursor. Commits are hints, which a crash may
 * lose, so all streams are looked at when the server starts and from time to time.
 */
public final class Waker implements AutoCloseable {

  private static final Duration TICK = Duration.ofMillis(100);

  /** Between two looks at what commits have changed, so that a busy stream is looked at once. */
  private static final Duration COALESCE = Duration.ofMillis(5);

  /** Between two looks at all streams. */
  private static final Duration SWEEP = Duration.ofMinutes(10);

  /** Until all streams are looked at because hints were lost. */
  private static final Duration REPAIR = Duration.ofSeconds(2);

  private static final int PIECE = 256;

  /** A wake that can be announced. */
  private record Due(Subscription subscription, WakeState.Waking wake) {}

  private final SubscriptionTable table;
  private final SubscriptionSequencer sequencer;
  private final WakeOperations operations;
  private final Announcements announcements;
  private final StreamEnds ends;
  private final StreamDirectory directory;
  private final InstantSource clock;
  private final CommitHints hints;
  private final BackgroundLoop loop = new BackgroundLoop("subscription-waker", TICK, this::run);
  private final Set<SubscriptionId> expiring = ConcurrentHashMap.newKeySet();

  /** The last key that a sweep has looked at; -1 while there is no sweep. */
  private long sweptTo;

  private Instant nextSweep;

  public Waker(
      SubscriptionPorts ports,
      SubscriptionTable table,
      SubscriptionSequencer sequencer,
      WakeOperations operations,
      Announcements announcements,
      StreamEnds ends) {
    this.table = table;
    this.sequencer = sequencer;
    this.operations = operations;
    this.announcements = announcements;
    this.ends = ends;
    this.directory = ports.directory();
    this.clock = ports.clock();
    this.hints = new CommitHints(() -> table.size() > 0, loop::signal);
    this.nextSweep = clock.instant().plus(SWEEP);
  }

  public void start() {
    loop.start();
  }

  /** Takes the changes of a commit, on the lane. */
  public void committed(List<StreamChange> changes) {
    hints.committed(changes);
  }

  public void signal() {
    loop.signal();
  }

  /** Looks at streams from that key on, which may have come between a look and a commit. */
  public void lookFrom(StreamKey first) {
    long after = first.value() - 1;
    List<StreamDirectory.LiveStream> page;
    do {
      page = directory.liveStreams(after, PIECE);
      for (StreamDirectory.LiveStream stream : page) {
        hints.add(stream.key());
        after = stream.key().value();
      }
    } while (page.size() == PIECE);
  }

  /** Looks at one stream, as if it had changed. */
  public void look(long streamKey) {
    hints.add(new StreamKey(streamKey));
  }

  private boolean run() throws InterruptedException {
    if (hints.isEmpty()) {
      return workThrough();
    }
    boolean more = workThrough();
    Thread.sleep(COALESCE);
    return more;
  }

  private boolean workThrough() {
    boolean more = followHints();
    Instant now = clock.instant();
    more |= sweep(now);
    announceAndExpire(now);
    return more;
  }

  private boolean followHints() {
    List<StreamKey> changed = hints.take(PIECE);
    for (int i = 0; i < changed.size(); i++) {
      if (!follow(changed.get(i))) {
        changed.subList(i, changed.size()).forEach(hints::add);
        return false;
      }
    }
    return changed.size() == PIECE;
  }

  /** Has the subscriptions of a stream look at it; false if they cannot now. */
  private boolean follow(StreamKey key) {
    StreamPath path;
    Set<SubscriptionId> concerned;
    try {
      path = ends.pathOf(key);
      concerned = path == null ? Set.of() : table.of(path);
    } catch (RuntimeException e) {
      hints.add(key);
      throw e;
    }
    return path == null || noticed(path, concerned);
  }

  private boolean noticed(StreamPath path, Set<SubscriptionId> concerned) {
    for (SubscriptionId id : concerned) {
      CompletableFuture<Boolean> reply =
          sequencer.offer(id, batch -> operations.noticed(batch, path));
      if (reply == null) {
        return false;
      }
      reply.exceptionally(e -> {
        hints.lost();
        return false;
      });
    }
    return true;
  }

  /** Looks at some of all streams when that is due; whether there are more. */
  private boolean sweep(Instant now) {
    if (hints.takeOverflow() && nextSweep.isAfter(now.plus(REPAIR))) {
      nextSweep = now.plus(REPAIR);
    }
    if (!now.isBefore(nextSweep)) {
      sweptTo = 0;
      nextSweep = now.plus(SWEEP);
    }
    if (sweptTo < 0) {
      return false;
    }
    if (table.size() == 0) {
      sweptTo = -1;
      return false;
    }
    List<StreamDirectory.LiveStream> page = directory.liveStreams(sweptTo, PIECE);
    for (StreamDirectory.LiveStream stream : page) {
      if (!noticed(stream.path(), table.of(stream.path()))) {
        return false;
      }
      sweptTo = stream.key().value();
    }
    sweptTo = page.size() < PIECE ? -1 : sweptTo;
    return sweptTo >= 0;
  }

  private void announceAndExpire(Instant now) {
    List<Due> due = new ArrayList<>();
    for (Subscription subscription : table.all()) {
      switch (subscription.state()) {
        case WakeState.Idle ignored -> {}
        case WakeState.Waking waking -> {
          if (!now.isBefore(waking.due())) {
            due.add(new Due(subscription, waking));
          }
        }
        case WakeState.Leased ignored -> {
          if (SubscriptionRules.expired(subscription, now)) {
            expire(subscription.id());
          }
        }
      }
    }
    due.sort(Comparator.comparing(d -> d.wake().due()));
    due.forEach(d -> announcements.start(d.subscription(), d.wake()));
  }

  private void expire(SubscriptionId id) {
    if (!expiring.add(id)) {
      return;
    }
    @Nullable CompletableFuture<Boolean> reply = sequencer.offer(id, operations::expire);
    if (reply == null) {
      expiring.remove(id);
    } else {
      reply.whenComplete((done, failure) -> expiring.remove(id));
    }
  }

  @Override
  public void close() {
    loop.close();
  }
}
