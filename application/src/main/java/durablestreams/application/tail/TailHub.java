package durablestreams.application.tail;

import durablestreams.application.live.LiveClient;
import durablestreams.application.memory.MemoryBudget;
import durablestreams.domain.change.StreamChange;
import durablestreams.domain.message.MessageBatch;
import durablestreams.domain.offset.Offset;
import durablestreams.domain.stream.StreamKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Fan-out of commits to live readers.
 *
 * <p>The lane passes each commit on and continues; {@link FanOutWorkers} deliver it to the readers.
 * A writer never waits for a reader: a slow reader falls back to storage.
 */
public final class TailHub implements AutoCloseable {

  /** Maximum followers that the lane wakes itself, which saves one thread hand-over. */
  private static final int FEW = 2;

  private volatile int maxFollowersPerStream;
  private final ConcurrentHashMap<StreamKey, TailChannel> channels = new ConcurrentHashMap<>();
  private final TailWindows windows;
  private final AtomicInteger followers = new AtomicInteger();
  private final AtomicLong lastId = new AtomicLong();
  private final TailMetrics metrics = new TailMetrics();
  private final FanOutWorkers workers =
      new FanOutWorkers(Math.max(1, Runtime.getRuntime().availableProcessors() / 2));
  private volatile boolean stopping;

  public TailHub(int maxFollowersPerStream, MemoryBudget memory) {
    this.maxFollowersPerStream = maxFollowersPerStream;
    this.windows = new TailWindows(memory);
  }

  /**
   * Registers the calling thread as a follower of {@code key}; it misses no commit from now on.
   *
   * @param start the offset where it begins
   * @return {@code null} if the stream has reached its limit of followers
   */
  public @Nullable TailFollower follow(StreamKey key, LiveClient client, Offset start) {
    FollowerProgress progress = new FollowerProgress(lastId.incrementAndGet(), client, start);
    TailFollower follower = new TailFollower(this, key, Thread.currentThread(), progress);
    TailChannel channel =
        channels.compute(
            key,
            (k, known) -> {
              TailChannel open = known == null ? new TailChannel() : known;
              if (open.followers() < maxFollowersPerStream) {
                open.add(follower);
              }
              return open;
            });
    if (!channel.has(follower)) {
      return null;
    }
    followers.incrementAndGet();
    follower.listen(channel);
    return follower;
  }

  void leave(TailFollower follower, StreamKey key) {
    channels.computeIfPresent(
        key,
        (k, channel) -> {
          if (channel.remove(follower)) {
            followers.decrementAndGet();
          }
          if (channel.followers() > 0) {
            return channel;
          }
          windows.retire(channel);
          return null;
        });
  }

  /** Counts of deliveries. */
  public TailMetrics metrics() {
    return metrics;
  }

  /** Number of readers that follow this stream. */
  public int followers(StreamKey key) {
    TailChannel channel = channels.get(key);
    return channel == null ? 0 : channel.followers();
  }

  /** Progress of the readers that follow this stream, in no order. */
  public List<FollowerProgress> progress(StreamKey key) {
    TailChannel channel = channels.get(key);
    return channel == null
        ? List.of()
        : Arrays.stream(channel.all()).map(TailFollower::progress).toList();
  }

  /** Ends a reader of this stream in order; empty if there is none of that id. */
  public Optional<FollowerProgress> disconnect(StreamKey key, long id) {
    TailChannel channel = channels.get(key);
    if (channel == null) {
      return Optional.empty();
    }
    Optional<TailFollower> found =
        Arrays.stream(channel.all()).filter(follower -> follower.progress().id() == id).findFirst();
    found.ifPresent(TailFollower::disconnect);
    return found.map(TailFollower::progress);
  }

  /** Ends all readers in order. */
  public void disconnectAll() {
    for (TailChannel channel : channels.values()) {
      for (TailFollower follower : channel.all()) {
        follower.disconnect();
      }
    }
  }

  /** Number of readers that follow a stream. */
  public int followers() {
    return followers.get();
  }

  /** Sets another limit; followers that are registered stay. */
  public void limit(int newMaxFollowersPerStream) {
    maxFollowersPerStream = newMaxFollowersPerStream;
  }

  public int maxFollowersPerStream() {
    return maxFollowersPerStream;
  }

  /** Whether followers may hold batches; see {@link TailFollower#hold}. */
  boolean mayHold() {
    return windows.mayHold();
  }

  boolean stopping() {
    return stopping;
  }

  /** Publishes a commit to its followers. For the lane only. */
  public void publish(List<StreamChange> changes) {
    if (channels.isEmpty()) {
      return;
    }
    Map<TailChannel, Pending> news = new LinkedHashMap<>();
    for (StreamChange change : changes) {
      switch (change) {
        case StreamChange.Appended appended -> {
          TailChannel channel = channels.get(appended.key());
          if (channel != null) {
            news.computeIfAbsent(channel, c -> new Pending()).add(appended);
          }
        }
        case StreamChange.Closed closed -> notifyStateChange(closed.key(), news);
        case StreamChange.SoftDeleted deleted -> notifyStateChange(deleted.key(), news);
        case StreamChange.Purged purged -> notifyStateChange(purged.key(), news);
        default -> {}
      }
    }
    news.forEach(this::announce);
  }

  private void notifyStateChange(StreamKey key, Map<TailChannel, Pending> news) {
    TailChannel channel = channels.get(key);
    if (channel != null) {
      news.computeIfAbsent(channel, c -> new Pending());
    }
  }

  private void announce(TailChannel channel, Pending news) {
    TailBatch batch = news.tailBatch(windows, channel);
    if (batch != null) {
      windows.add(batch);
    }
    channel.publish();
    if (channel.followers() <= FEW) {
      channel.callAll();
    } else {
      workers.announce(channel);
    }
  }

  /** Notifies all followers that the server is stopping. */
  @Override
  public void close() {
    stopping = true;
    workers.stop();
    channels.values().forEach(TailChannel::callAll);
  }

  /** Appends of one commit to one stream, joined into one batch for the readers. */
  private static final class Pending {
    private final List<MessageBatch> messages = new ArrayList<>(1);
    private StreamChange.@Nullable Appended first;
    private StreamChange.@Nullable Appended last;

    void add(StreamChange.Appended appended) {
      messages.add(appended.batch().detached());
      if (first == null) {
        first = appended;
      }
      last = appended;
    }

    @Nullable TailBatch tailBatch(TailWindows windows, TailChannel channel) {
      if (first == null || last == null) {
        return null;
      }
      return new TailBatch(
          windows,
          channel,
          first.from(),
          last.tail().position(),
          List.copyOf(messages),
          last.tail().offset());
    }
  }
}
