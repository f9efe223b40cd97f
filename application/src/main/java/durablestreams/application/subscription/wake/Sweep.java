package durablestreams.application.subscription.wake;

import durablestreams.application.port.StreamDirectory;
import durablestreams.application.subscription.sequencer.SubscriptionSequencer;
import durablestreams.application.subscription.sequencer.SubscriptionTable;
import durablestreams.domain.subscription.Subscription;
import durablestreams.domain.subscription.SubscriptionId;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Look at all streams and then at all links, a piece at a time: when the server starts, from time
 * to time, and soon after hints were lost. It finds streams whose hints a crash has lost, and links
 * whose streams are gone.
 */
final class Sweep {

  private static final Duration INTERVAL = Duration.ofMinutes(10);

  /** Until all streams are looked at because hints were lost. */
  private static final Duration REPAIR = Duration.ofSeconds(2);

  private static final int PIECE = 256;

  private final SubscriptionTable table;
  private final StreamDirectory directory;
  private final SubscriptionSequencer sequencer;
  private final StreamNews news;

  /** The last key that was looked at; -1 when all were. */
  private long sweptTo;

  private @Nullable SubscriptionId subscription;
  private boolean links;
  private String afterPath = "";
  private @Nullable CompletableFuture<String> looking;
  private Instant next;

  Sweep(
      SubscriptionTable table,
      StreamDirectory directory,
      SubscriptionSequencer sequencer,
      StreamNews news,
      Instant now) {
    this.table = table;
    this.directory = directory;
    this.sequencer = sequencer;
    this.news = news;
    this.next = now.plus(INTERVAL);
  }

  /** Hints were lost: all streams are looked at soon. */
  void hasten(Instant now) {
    if (next.isAfter(now.plus(REPAIR))) {
      next = now.plus(REPAIR);
    }
  }

  /** Does a piece if it is time; whether there is more to do now. */
  boolean run(Instant now) {
    if (!now.isBefore(next)) {
      sweptTo = 0;
      next = now.plus(INTERVAL);
    }
    if (sweptTo >= 0) {
      return table.size() > 0 && streams();
    }
    return links && links();
  }

  private boolean streams() {
    if (news.isFull()) {
      return false;
    }
    var page = directory.liveStreams(sweptTo, PIECE);
    for (StreamDirectory.LiveStream stream : page) {
      table.of(stream.path()).forEach(id -> news.add(id, stream.path()));
      sweptTo = stream.key().value();
    }
    if (page.size() < PIECE) {
      sweptTo = -1;
      links = true;
      subscription = null;
      afterPath = "";
    }
    return true;
  }

  /** One operation at a time, so that it delays no other one by much. */
  private boolean links() {
    if (looking != null) {
      if (!looking.isDone()) {
        return false;
      }
      afterPath = looking.isCompletedExceptionally() ? "" : looking.join();
      looking = null;
    }
    if (afterPath.isEmpty()) {
      Iterator<Subscription> following = table.after(subscription).iterator();
      links = following.hasNext();
      if (!links) {
        return false;
      }
      subscription = following.next().id();
    }
    if (subscription != null) {
      String after = afterPath;
      looking = sequencer.offer(subscription, batch -> WakeOperations.swept(batch, after, PIECE));
    }
    return false;
  }
}
