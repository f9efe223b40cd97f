package durablestreams.application.follow;

import durablestreams.application.live.Delivery;
import durablestreams.application.live.LiveBatch;
import durablestreams.application.memory.Hold;
import durablestreams.application.memory.Lease;
import durablestreams.application.observe.RequestTimings;
import durablestreams.application.read.OffsetResolver;
import durablestreams.application.read.PageCache;
import durablestreams.application.read.ResponseMemory;
import durablestreams.application.tail.TailBatch;
import durablestreams.application.tail.TailFollower;
import durablestreams.application.tail.TailMetrics;
import durablestreams.domain.message.LineEnds;
import durablestreams.domain.message.MessageBatch;
import durablestreams.domain.message.Utf8Boundary;
import durablestreams.domain.offset.Offset;
import durablestreams.domain.stream.ContentType;
import durablestreams.domain.stream.StreamState;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Source of the messages after a position, from the tail window or from storage, in leased memory.
 * Batches that are taken from the window are held there until the follower releases them.
 *
 * <p>Events of a text stream end between two characters. The bytes of an incomplete character are
 * left for the next take. A line feed is dropped if the event before ended in its carriage return,
 * because the two are one line end.
 */
final class LiveSource {

  /** Kind of the byte before the position. */
  private enum Before {
    UNKNOWN,
    CARRIAGE_RETURN,
    OTHER
  }

  private final boolean text;
  private final TailFollower follower;
  private final OffsetResolver offsets;
  private final PageCache pages;
  private final ResponseMemory responses;
  private final RequestTimings timings;
  private final TailMetrics metrics;
  private Before before = Before.UNKNOWN;

  /** Whether the reader had caught up, so that its next messages should be in the window. */
  private boolean following;

  /** Whether the next read begins at its position even if that is inside an append. */
  private boolean exact;

  LiveSource(
      ContentType type,
      Delivery delivery,
      boolean exact,
      TailFollower follower,
      OffsetResolver offsets,
      PageCache pages,
      ResponseMemory responses,
      RequestTimings timings,
      TailMetrics metrics) {
    this.text = delivery == Delivery.EVENTS && type.isText() && !type.isJson();
    this.exact = exact;
    this.follower = follower;
    this.offsets = offsets;
    this.pages = pages;
    this.responses = responses;
    this.timings = timings;
    this.metrics = metrics;
  }

  /**
   * Messages that follow on each other.
   *
   * @param from the position of the first one; earlier than was asked for if that was inside an
   *     append at a place that the server never named
   * @param to the position after them
   * @param bytes their length
   */
  record Taken(
      List<LiveBatch> batches,
      long from,
      long to,
      long bytes,
      boolean endsInReturn,
      int pieceBytes,
      Hold hold) {}

  /** Advances past the taken messages. */
  void passed(Taken taken) {
    exact = true;
    before = taken.endsInReturn() ? Before.CARRIAGE_RETURN : Before.OTHER;
  }

  /**
   * Takes the messages at {@code position}, which is before the tail of {@code state}.
   *
   * @param unfinished whether to include an incomplete character
   * @return {@code null} if there is only an incomplete character
   */
  @Nullable Taken take(StreamState state, long position, boolean unfinished) {
    List<TailBatch> window = follower.after(position);
    if (window != null && !window.isEmpty()) {
      Taken taken = fromWindow(window, state, position, true);
      if (taken != null) {
        if (follower.hold(window.subList(0, taken.batches().size()))) {
          passedOn();
          return taken;
        }
        taken.hold().close();
      }
    }
    Taken taken = fromStorage(state, position, unfinished);
    if (taken != null) {
      metrics.fromStorage(following);
      following = taken.to() >= state.tail().position();
    }
    return taken;
  }

  /** Batches of the window were given to the reader. */
  void passedOn() {
    following = true;
    metrics.fromWindow();
  }

  /**
   * The batches at the front of {@code window}, if they begin at {@code position}.
   *
   * @param wait whether the caller may read from storage and write piece by piece
   * @return {@code null} when they do not, or cannot be taken without that
   */
  @Nullable Taken fromWindow(
      List<TailBatch> window, StreamState state, long position, boolean wait) {
    List<LiveBatch> batches = new ArrayList<>(window.size());
    long to = position;
    long bytes = 0;
    for (TailBatch next : window) {
      if (next.from() != to || (text && !Utf8Boundary.isWhole(next.batch().messages()))) {
        break;
      }
      LiveBatch batch = next.batch();
      if (text && LineEnds.startsWithLineFeed(batch.messages())) {
        Before known = batches.isEmpty() ? before(state, position, wait) : last(window, batches);
        if (known == Before.UNKNOWN) {
          break;
        }
        batch = known == Before.CARRIAGE_RETURN ? withoutLineFeed(batch) : batch;
      }
      batches.add(batch);
      bytes += length(next.batch().messages());
      to = next.to();
    }
    if (batches.isEmpty()) {
      return null;
    }
    boolean endsInReturn = last(window, batches) == Before.CARRIAGE_RETURN;
    return bytes <= ResponseMemory.SMALL_PIECE
        ? new Taken(
            batches, position, to, bytes, endsInReturn, ResponseMemory.SMALL_PIECE, Hold.NONE)
        : large(batches, position, to, endsInReturn, bytes, wait);
  }

  private @Nullable Taken large(
      List<LiveBatch> batches, long from, long to, boolean endsInReturn, long bytes, boolean wait) {
    Lease piece = responses.tryForPiece(bytes);
    if (piece != null) {
      return new Taken(batches, from, to, bytes, endsInReturn, ResponseMemory.LARGE_PIECE, piece);
    }
    return wait
        ? new Taken(batches, from, to, bytes, endsInReturn, ResponseMemory.SMALL_PIECE, Hold.NONE)
        : null;
  }

  private static long length(List<MessageBatch> batches) {
    long length = 0;
    for (MessageBatch messages : batches) {
      length += messages.length();
    }
    return length;
  }

  /** What the last of {@code batches}, which stand at the front of {@code window}, ends in. */
  private Before last(List<TailBatch> window, List<LiveBatch> batches) {
    if (!text) {
      return Before.OTHER;
    }
    List<MessageBatch> messages = window.get(batches.size() - 1).batch().messages();
    return LineEnds.endsInReturn(messages) ? Before.CARRIAGE_RETURN : Before.OTHER;
  }

  private static LiveBatch withoutLineFeed(LiveBatch batch) {
    return new LiveBatch(LineEnds.withoutFirst(batch.messages()), batch.next(), null);
  }

  private Before before(StreamState state, long position, boolean mayRead) {
    if (before == Before.UNKNOWN && (mayRead || position == state.front().position())) {
      boolean follows =
          position > state.front().position() && pages.endsInReturn(state, position, timings);
      before = follows ? Before.CARRIAGE_RETURN : Before.OTHER;
    }
    return before;
  }

  private @Nullable Taken fromStorage(StreamState state, long position, boolean unfinished) {
    PageCache.Page page = pages.read(state, position, timings);
    int cut = exact ? 0 : page.cutBefore();
    if (cut > 0) {
      page.hold().close();
      return fromStorage(state, position - cut, unfinished);
    }
    Taken taken = null;
    try {
      taken = text ? text(page, state, position, unfinished) : whole(page, position);
      return taken;
    } finally {
      if (taken == null) {
        page.hold().close();
      }
    }
  }

  private static Taken whole(PageCache.Page page, long from) {
    LiveBatch batch = new LiveBatch(page.batches(), page.next(), null);
    long bytes = length(page.batches());
    return new Taken(List.of(batch), from, page.to(), bytes, false, page.pieceBytes(), page.hold());
  }

  private @Nullable Taken text(
      PageCache.Page page, StreamState state, long position, boolean unfinished) {
    List<MessageBatch> messages = page.batches();
    long to = page.to();
    Offset next = page.next();
    long tail = state.tail().position();
    int cut = Utf8Boundary.unfinished(messages);
    boolean keeps = to == tail ? state.isClosed() || unfinished : cut == to - position;
    if (cut > 0 && !keeps) {
      to -= cut;
      if (to == position) {
        return null;
      }
      messages = Utf8Boundary.without(messages, cut);
      next = offsets.offsetAfter(state, messages, to);
    }
    boolean endsInReturn = LineEnds.endsInReturn(messages);
    if (LineEnds.startsWithLineFeed(messages)
        && before(state, position, true) == Before.CARRIAGE_RETURN) {
      messages = LineEnds.withoutFirst(messages);
    }
    LiveBatch batch = new LiveBatch(messages, next, null);
    long bytes = length(messages);
    return new Taken(
        List.of(batch), position, to, bytes, endsInReturn, page.pieceBytes(), page.hold());
  }
}
