package durablestreams.application.follow;

import durablestreams.application.live.Deputy;
import durablestreams.application.live.LiveBatch;
import durablestreams.application.live.LiveReader;
import durablestreams.application.live.LiveStep;
import durablestreams.application.live.SharedEncoding;
import durablestreams.application.observe.RequestTimings;
import durablestreams.application.observe.RequestTimings.Phase;
import durablestreams.application.read.PageCache;
import durablestreams.application.read.Places;
import durablestreams.application.read.VanishedException;
import durablestreams.application.sequencer.StreamCache;
import durablestreams.application.sequencer.StreamEntry;
import durablestreams.application.sequencer.StreamPresence;
import durablestreams.application.tail.Errand;
import durablestreams.application.tail.TailBatch;
import durablestreams.application.tail.TailFollower;
import durablestreams.domain.message.MessageBatch;
import durablestreams.domain.message.Utf8Boundary;
import durablestreams.domain.offset.Offset;
import durablestreams.domain.stream.ContentType;
import durablestreams.domain.stream.Expiry;
import durablestreams.domain.stream.StreamKey;
import durablestreams.domain.stream.StreamState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A live read: from storage until it has caught up, then from the tail, and from storage again
 * whenever it fell behind.
 *
 * <p>As long as it follows, a sliding life of its stream begins again and again (protocol, section
 * 5.1).
 *
 * <p>Each step first takes the version of the tail, then looks for data in the window and in the
 * committed state, and waits only when neither has any; whatever happens after the look changes the
 * version, so nothing is missed. In streams of text a step ends between two characters: the bytes
 * of a character whose end has not been appended yet stay for the next step.
 */
final class StreamReader implements LiveReader {

  private final StreamKey key;
  private final ContentType contentType;
  private final Expiry expiry;
  private final TailFollower follower;
  private final StreamCache cache;
  private final StreamPresence presence;
  private final Places places;
  private final PageCache pages;
  private final RequestTimings timings;
  private final boolean wholeCharacters;
  private long position;
  private boolean kept;

  StreamReader(
      StreamKey key,
      ContentType contentType,
      Expiry expiry,
      long position,
      TailFollower follower,
      StreamCache cache,
      StreamPresence presence,
      Places places,
      PageCache pages,
      RequestTimings timings) {
    this.key = key;
    this.contentType = contentType;
    this.expiry = expiry;
    this.position = position;
    this.follower = follower;
    this.cache = cache;
    this.presence = presence;
    this.places = places;
    this.pages = pages;
    this.timings = timings;
    this.wholeCharacters = contentType.isText() && !contentType.isJson();
  }

  @Override
  public StreamKey key() {
    return key;
  }

  @Override
  public ContentType contentType() {
    return contentType;
  }

  @Override
  public Expiry expiry() {
    return expiry;
  }

  @Override
  public LiveStep next(Duration wait, @Nullable Deputy deputy) throws InterruptedException {
    follower.release();
    try {
      return nextUntil(System.nanoTime() + wait.toNanos(), deputy);
    } catch (VanishedException e) {
      StreamEntry entry = cache.find(key);
      if (entry == null || presence.purged(entry)) {
        return new LiveStep.Deleted();
      }
      throw e;
    }
  }

  private LiveStep nextUntil(long deadline, @Nullable Deputy deputy) throws InterruptedException {
    Errand errand = deputy == null ? null : () -> relayed(deputy);
    while (true) {
      long version = follower.version();
      StreamEntry entry = cache.find(key);
      if (entry == null || entry.gone() || entry.committed().softDeleted()) {
        return new LiveStep.Deleted();
      }
      StreamState state = entry.committed();
      long until = untilUsedAgain(entry, deadline);
      LiveStep found = look(state);
      if (found != null) {
        return found;
      }
      if (follower.stopping()) {
        return new LiveStep.Stopping();
      }
      long start = timings.start();
      boolean news = follower.await(version, until, errand);
      timings.end(Phase.WAIT, start);
      if (kept) {
        kept = false;
        return new LiveStep.Kept();
      }
      if (!news && System.nanoTime() - deadline >= 0) {
        return new LiveStep.Quiet(places.offsetOf(entry.committed(), position));
      }
    }
  }

  /** Uses a stream that ends without use, and says until when to wait before it is used again. */
  private long untilUsedAgain(StreamEntry entry, long deadline) {
    if (expiry instanceof Expiry.Sliding(long seconds) && seconds > 0) {
      presence.prolong(entry);
      long left = deadline - System.nanoTime();
      return deadline - left + Math.min(left, TimeUnit.SECONDS.toNanos(seconds) / 2);
    }
    return deadline;
  }

  /** Gives a deputy what the window has, and says whether the thread of the reader may wait on. */
  private boolean relayed(Deputy deputy) {
    StreamEntry entry = cache.find(key);
    if (entry == null || entry.gone() || entry.committed().softDeleted()) {
      return false;
    }
    StreamState state = entry.committed();
    List<TailBatch> window = follower.after(position);
    if (state.isClosed() || window == null || !follower.mayHold()) {
      return false;
    }
    if (window.isEmpty()) {
      return position >= state.tail().position();
    }
    List<LiveBatch> batches = readable(window);
    if (batches.isEmpty()) {
      return false;
    }
    long to = window.get(batches.size() - 1).to();
    Deputy.Outcome outcome = deputy.take(step(batches, to, state));
    if (outcome != Deputy.Outcome.REFUSED) {
      position = to;
    }
    kept = outcome == Deputy.Outcome.KEPT;
    if (kept) {
      follower.hold(window.subList(0, batches.size()));
    }
    return outcome == Deputy.Outcome.SENT && batches.size() == window.size();
  }

  private @Nullable LiveStep look(StreamState state) {
    long tail = state.tail().position();
    if (position >= tail) {
      return state.isClosed() ? new LiveStep.Ended(state.tail().offset()) : null;
    }
    List<TailBatch> window = follower.after(position);
    return window == null || window.isEmpty() ? fromStorage(state) : fromWindow(window, state);
  }

  private @Nullable LiveStep fromStorage(StreamState state) {
    PageCache.Page page = pages.read(state, position, timings);
    List<MessageBatch> batches = page.batches();
    long to = page.to();
    Offset next = page.next();
    if (wholeCharacters && !(to == state.tail().position() && state.isClosed())) {
      int cut = Utf8Boundary.unfinished(batches);
      if (cut > 0) {
        batches = Utf8Boundary.without(batches, cut);
        to -= cut;
        next = places.offsetOf(state, to);
      }
    }
    if (batches.isEmpty()) {
      return null;
    }
    return data(List.of(new LiveBatch(batches, next, new SharedEncoding())), to, state);
  }

  private @Nullable LiveStep fromWindow(List<TailBatch> window, StreamState state) {
    List<LiveBatch> batches = readable(window);
    if (batches.isEmpty() || !follower.hold(window.subList(0, batches.size()))) {
      return fromStorage(state);
    }
    return data(batches, window.get(batches.size() - 1).to(), state);
  }

  /** The batches at the front of {@code window} that follow on each other and end in whole text. */
  private List<LiveBatch> readable(List<TailBatch> window) {
    List<LiveBatch> batches = new ArrayList<>(window.size());
    long to = position;
    for (TailBatch tailBatch : window) {
      if (tailBatch.from() != to
          || (wholeCharacters && !Utf8Boundary.isWhole(tailBatch.batch().messages()))) {
        break;
      }
      batches.add(tailBatch.batch());
      to = tailBatch.to();
    }
    return batches;
  }

  private LiveStep data(List<LiveBatch> batches, long to, StreamState state) {
    position = to;
    return step(batches, to, state);
  }

  private static LiveStep.Data step(List<LiveBatch> batches, long to, StreamState state) {
    boolean upToDate = to >= state.tail().position();
    boolean ended = to == state.tail().position() && state.isClosed();
    return new LiveStep.Data(batches, upToDate, ended);
  }

  @Override
  public void close() {
    follower.close();
  }
}
