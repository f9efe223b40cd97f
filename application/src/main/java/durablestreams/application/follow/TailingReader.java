package durablestreams.application.follow;

import durablestreams.application.UnavailableException;
import durablestreams.application.live.LiveReader;
import durablestreams.application.live.LiveStep;
import durablestreams.application.live.NonBlockingSink;
import durablestreams.application.live.SinkReader;
import durablestreams.application.live.SinkStep;
import durablestreams.application.observe.RequestTimings;
import durablestreams.application.observe.RequestTimings.Phase;
import durablestreams.application.read.OffsetResolver;
import durablestreams.application.read.VanishedException;
import durablestreams.application.sequencer.StreamLookup;
import durablestreams.application.sequencer.cache.StreamCache;
import durablestreams.application.sequencer.cache.StreamEntry;
import durablestreams.application.tail.TailBatch;
import durablestreams.application.tail.TailFollower;
import durablestreams.application.tail.WakeTask;
import durablestreams.domain.offset.Offset;
import durablestreams.domain.stream.ContentType;
import durablestreams.domain.stream.Expiry;
import durablestreams.domain.stream.StreamKey;
import durablestreams.domain.stream.StreamState;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Live read: from storage until it has caught up, then from the tail, and from storage again when
 * it falls behind.
 *
 * <p>While it follows a stream, it keeps restarting a sliding time to live (protocol, section 5.1).
 *
 * <p>Each step first takes the version of the tail, then checks the window and the committed state,
 * and waits only if neither has data. Any later event changes the version, so none is missed. An
 * incomplete character at the end of a text is delivered as it is after {@link #CHARACTER_WAIT}.
 */
final class TailingReader implements LiveReader {

  /** Maximum wait for the remaining bytes of an incomplete character. */
  static final Duration CHARACTER_WAIT = Duration.ofSeconds(2);

  private static final long NEVER = Long.MAX_VALUE;

  /** After this time a use is told again that could not be told. */
  private static final long USE_RETRY = TimeUnit.SECONDS.toNanos(1);

  private final StreamKey key;
  private final ContentType contentType;
  private final Expiry expiry;
  private final TailFollower follower;
  private final LiveSource source;
  private final StreamCache cache;
  private final StreamLookup lookup;
  private final OffsetResolver offsets;
  private final RequestTimings timings;
  private Offset from;
  private Offset at;
  private long position;
  private boolean partiallySent;

  /** When an incomplete character is delivered as it is; {@link #NEVER} if there is none. */
  private long characterDue = NEVER;

  TailingReader(
      StreamState state,
      OffsetResolver.Place start,
      TailFollower follower,
      LiveSource source,
      StreamCache cache,
      StreamLookup lookup,
      OffsetResolver offsets,
      RequestTimings timings) {
    this.key = state.key();
    this.contentType = state.contentType();
    this.expiry = state.expiry();
    this.from = start.offset();
    this.at = start.offset();
    this.position = start.position();
    this.follower = follower;
    this.source = source;
    this.cache = cache;
    this.lookup = lookup;
    this.offsets = offsets;
    this.timings = timings;
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
  public Offset from() {
    return from;
  }

  @Override
  public Expiry expiry() {
    return expiry;
  }

  @Override
  public LiveStep next(Duration wait) throws InterruptedException {
    follower.release();
    long deadline = System.nanoTime() + wait.toNanos();
    LiveStep step = null;
    while (step == null) {
      step = lookAndWait(deadline, null);
    }
    return step;
  }

  @Override
  public SinkReader withSink(NonBlockingSink sink) {
    WakeTask wakeTask = () -> relayed(sink);
    return wait -> next(wait, wakeTask);
  }

  private SinkStep next(Duration wait, WakeTask wakeTask) throws InterruptedException {
    follower.release();
    long deadline = System.nanoTime() + wait.toNanos();
    while (true) {
      LiveStep step = lookAndWait(deadline, wakeTask);
      if (partiallySent) {
        partiallySent = false;
        return new SinkStep.PartiallySent();
      }
      if (step != null) {
        return step;
      }
    }
  }

  /** The next step; {@code null} to look again, after a wait. */
  private @Nullable LiveStep lookAndWait(long deadline, @Nullable WakeTask wakeTask)
      throws InterruptedException {
    try {
      long version = follower.version();
      StreamEntry entry = cache.find(key);
      if (entry == null || entry.gone() || entry.committed().softDeleted()) {
        return new LiveStep.Deleted();
      }
      StreamState state = entry.committed();
      if (follower.disconnected() && !at.equals(from)) {
        return new LiveStep.Stopping(at);
      }
      long until = follower.stopping() ? deadline : untilUsedAgain(entry, deadline);
      LiveStep found = look(state);
      if (found != null) {
        return found;
      }
      if (follower.stopping()) {
        return new LiveStep.Stopping(at);
      }
      long start = timings.start();
      boolean news = follower.await(version, untilCharacterDue(until), wakeTask);
      timings.end(Phase.WAIT, start);
      boolean over = !news && System.nanoTime() - deadline >= 0;
      return over ? quiet(entry.committed()) : null;
    } catch (VanishedException e) {
      return vanished(e);
    }
  }

  private LiveStep vanished(VanishedException e) {
    StreamEntry entry = cache.find(key);
    if (entry == null || lookup.purged(entry)) {
      return new LiveStep.Deleted();
    }
    if (position < entry.committed().front().position()) {
      return new LiveStep.Trimmed(entry.committed().front().offset());
    }
    throw e;
  }

  /** The step after a timeout; {@code null} if data has arrived. */
  private @Nullable LiveStep quiet(StreamState state) {
    boolean upToDate = position >= state.tail().position();
    boolean waits = characterDue != NEVER && System.nanoTime() - characterDue < 0;
    return upToDate || waits ? new LiveStep.Timeout(at, upToDate) : null;
  }

  /**
   * Restarts a sliding time to live, and returns when it is due again, at most {@code deadline}.
   */
  private long untilUsedAgain(StreamEntry entry, long deadline) {
    if (expiry instanceof Expiry.Sliding(long seconds) && seconds > 0) {
      long pause = TimeUnit.SECONDS.toNanos(seconds) / 2;
      try {
        lookup.touch(entry);
      } catch (UnavailableException e) {
        pause = Math.min(pause, USE_RETRY);
      }
      long left = deadline - System.nanoTime();
      return deadline - left + Math.min(left, pause);
    }
    return deadline;
  }

  private long untilCharacterDue(long until) {
    return characterDue != NEVER && characterDue - until < 0 ? characterDue : until;
  }

  /**
   * Passes the batches of the window to a non-blocking sink; returns whether the reader's thread
   * may continue to wait.
   */
  private boolean relayed(NonBlockingSink sink) {
    StreamEntry entry = cache.find(key);
    if (entry == null || entry.gone() || entry.committed().softDeleted()) {
      return false;
    }
    StreamState state = entry.committed();
    List<TailBatch> window = follower.after(position);
    if (state.isClosed()
        || position < state.front().position()
        || window == null
        || !follower.mayHold()) {
      return false;
    }
    if (window.isEmpty()) {
      return position >= state.tail().position();
    }
    LiveSource.Taken taken = source.fromWindow(window, state, position, false);
    if (taken == null) {
      return false;
    }
    NonBlockingSink.Outcome outcome = sink.take(step(taken, state));
    if (outcome != NonBlockingSink.Outcome.REFUSED) {
      source.passedOn();
      passed(taken);
    }
    partiallySent = outcome == NonBlockingSink.Outcome.PARTIALLY_SENT;
    if (partiallySent) {
      follower.hold(window.subList(0, taken.batches().size()));
    }
    return outcome == NonBlockingSink.Outcome.SENT && taken.batches().size() == window.size();
  }

  private @Nullable LiveStep look(StreamState state) {
    if (position < state.front().position()) {
      return new LiveStep.Trimmed(state.front().offset());
    }
    if (position >= state.tail().position()) {
      return state.isClosed() ? new LiveStep.Ended(state.tail().offset()) : null;
    }
    boolean due = characterDue != NEVER && System.nanoTime() - characterDue >= 0;
    LiveSource.Taken taken = source.take(state, position, due);
    if (taken == null) {
      if (characterDue == NEVER) {
        characterDue = System.nanoTime() + CHARACTER_WAIT.toNanos();
      }
      return null;
    }
    if (taken.from() != position) {
      from = offsets.offsetOf(state, taken.from());
    }
    passed(taken);
    return step(taken, state);
  }

  private void passed(LiveSource.Taken taken) {
    position = taken.to();
    at = taken.batches().getLast().next();
    follower.delivered(at, taken.bytes());
    characterDue = NEVER;
    source.passed(taken);
  }

  private static LiveStep.Data step(LiveSource.Taken taken, StreamState state) {
    boolean upToDate = taken.to() >= state.tail().position();
    boolean ended = taken.to() == state.tail().position() && state.isClosed();
    return new LiveStep.Data(taken.batches(), upToDate, ended, taken.pieceBytes(), taken.hold());
  }

  @Override
  public void close() {
    follower.close();
  }
}
