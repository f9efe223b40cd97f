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
import durablestreams.domain.subscription.WakeState;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Background work that finds what is due: streams that commits have changed, leases that expired,
 * wakes to announce.
 *
 * <p>What counts is that a linked stream is beyond its cursor. Commits are hints, which a crash may
 * lose, so all streams are looked at when the server starts and from time to time ({@link Sweep}).
 */
public final class Waker implements AutoCloseable {

  private static final Duration TICK = Duration.ofMillis(100);

  /** Between two looks at what commits have changed, so that a busy stream is looked at once. */
  private static final Duration COALESCE = Duration.ofMillis(5);

  /** How long a request waits for hints at most. */
  private static final Duration SETTLE = Duration.ofMillis(500);

  private static final int PIECE = 256;

  private final SubscriptionTable table;
  private final SubscriptionSequencer sequencer;
  private final WakeOperations operations;
  private final Announcements announcements;
  private final StreamEnds ends;
  private final StreamDirectory directory;
  private final InstantSource clock;
  private final RandomGenerator random;
  private final CommitHints hints;
  private final StreamNews news;
  private final Sweep sweep;
  private final BackgroundLoop loop;
  private final Set<SubscriptionId> expiring = ConcurrentHashMap.newKeySet();

  /** Whether hints are taken that may not be news yet. */
  private volatile boolean following;

  /** Times that all hints were taken. */
  private volatile long rounds;

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
    this.random = ports.random();
    this.loop = new BackgroundLoop("subscription-waker", TICK, ports.leadership(), this::run);
    this.hints = new CommitHints(() -> ports.leadership().held() && table.size() > 0, loop::signal);
    this.news = new StreamNews(sequencer, operations, hints::lost, loop::signal);
    this.sweep = new Sweep(table, directory, sequencer, news, clock.instant());
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

  /** Looks at all streams soon. */
  public void lookAtAll() {
    hints.lost();
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

  /**
   * Waits until the subscription has an operation in the queue for every stream that changed
   * before, so that one that is submitted now finds what was acknowledged to writers. It waits for
   * a short time only.
   */
  public void settle(SubscriptionId id) {
    if (hints.isEmpty() && !following && !news.isWaiting(id)) {
      return;
    }
    long end = System.nanoTime() + SETTLE.toNanos();
    // The round that is going on may have begun before; the one after it has not.
    long wanted = rounds + 2;
    loop.signal();
    while ((rounds < wanted || news.isWaiting(id)) && System.nanoTime() < end) {
      LockSupport.parkNanos(Duration.ofMillis(1).toNanos());
      loop.signal();
    }
  }

  private boolean run() throws InterruptedException {
    boolean busy = !hints.isEmpty() || !news.isEmpty();
    boolean more = workThrough();
    if (busy) {
      Thread.sleep(COALESCE);
    }
    return more;
  }

  private boolean workThrough() {
    boolean more = followHints();
    Instant now = clock.instant();
    if (hints.takeOverflow()) {
      sweep.hasten(now);
    }
    more |= sweep.run(now);
    news.submit();
    announceAndExpire(now);
    return more;
  }

  /** Finds the subscriptions of streams that changed; whether there are more of them. */
  private boolean followHints() {
    following = true;
    try {
      List<StreamKey> changed = news.isFull() ? List.of() : hints.take(PIECE);
      for (int i = 0; i < changed.size(); i++) {
        try {
          follow(changed.get(i));
        } catch (RuntimeException | Error e) {
          changed.subList(i, changed.size()).forEach(hints::add);
          throw e;
        }
      }
      if (changed.size() == PIECE) {
        return true;
      }
      rounds++;
      return false;
    } finally {
      following = false;
    }
  }

  private void follow(StreamKey key) {
    StreamPath path = ends.pathOf(key);
    if (path != null) {
      table.of(path).forEach(id -> news.add(id, path));
    }
  }

  private void announceAndExpire(Instant now) {
    for (Subscription subscription : table.due(now)) {
      switch (subscription.state()) {
        case WakeState.Idle ignored -> {}
        case WakeState.Waking waking -> {
          // It may have been announced since the times were looked at.
          if (!now.isBefore(waking.due())) {
            announcements.start(subscription, waking);
          }
        }
        case WakeState.Leased leased -> expire(subscription, leased);
      }
    }
  }

  private void expire(Subscription subscription, WakeState.Leased lease) {
    SubscriptionId id = subscription.id();
    if (!expiring.add(id)) {
      return;
    }
    OptionalInt unanswered = announcements.unanswered(subscription);
    double chance = random.nextDouble();
    @Nullable CompletableFuture<Boolean> reply =
        sequencer.offer(id, batch -> operations.expire(batch, lease, unanswered, chance));
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
