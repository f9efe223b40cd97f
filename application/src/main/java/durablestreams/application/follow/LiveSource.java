package durablestreams.application.follow;

import durablestreams.application.live.Delivery;
import durablestreams.application.live.LiveBatch;
import durablestreams.application.memory.Hold;
import durablestreams.application.memory.Lease;
import durablestreams.application.observe.RequestTimings;
import durablestreams.application.read.PageCache;
import durablestreams.application.read.Places;
import durablestreams.application.read.ResponseMemory;
import durablestreams.application.tail.TailBatch;
import durablestreams.application.tail.TailFollower;
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
 * The messages after a position, from the window of the tail or from storage, in memory that is
 * leased. What is taken from the window is held there until the follower releases it.
 *
 * <p>For events of a text stream it cuts between two characters. The bytes of a character whose end
 * has not been appended yet stay for the next take; a line feed whose carriage return stands at the
 * end of the event before is left out, since the two are one line end.
 */
final class LiveSource {

  /** What is known of the byte before the position. */
  private enum Before {
    UNKNOWN,
    CARRIAGE_RETURN,
    OTHER
  }

  private final boolean text;
  private final TailFollower follower;
  private final Places places;
  private final PageCache pages;
  private final ResponseMemory responses;
  private final RequestTimings timings;
  private Before before = Before.UNKNOWN;

  LiveSource(
      ContentType type,
      Delivery delivery,
      TailFollower follower,
      Places places,
      PageCache pages,
      ResponseMemory responses,
      RequestTimings timings) {
    this.text = delivery == Delivery.EVENTS && type.isText() && !type.isJson();
    this.follower = follower;
    this.places = places;
    this.pages = pages;
    this.responses = responses;
    this.timings = timings;
  }

  /**
   * Messages that follow on each other.
   *
   * @param to the position after them
   */
  record Taken(List<LiveBatch> batches, long to, boolean endsInReturn, int pieceBytes, Hold hold) {}

  /** Goes on after what was taken. */
  void passed(Taken taken) {
    before = taken.endsInReturn() ? Before.CARRIAGE_RETURN : Before.OTHER;
  }

  /**
   * The messages at {@code position}, which is before the tail of {@code state}.
   *
   * @param unfinished whether to take a character too whose end is missing
   * @return {@code null} when there is only such a character
   */
  @Nullable Taken take(StreamState state, long position, boolean unfinished) {
    List<TailBatch> window = follower.after(position);
    if (window != null && !window.isEmpty()) {
      Taken taken = fromWindow(window, state, position, true);
      if (taken != null) {
        if (follower.hold(window.subList(0, taken.batches().size()))) {
          return taken;
        }
        taken.hold().close();
      }
    }
    return fromStorage(state, position, unfinished);
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
      bytes += length(next.batch());
      to = next.to();
    }
    if (batches.isEmpty()) {
      return null;
    }
    boolean endsInReturn = last(window, batches) == Before.CARRIAGE_RETURN;
    return bytes <= ResponseMemory.SMALL_PIECE
        ? new Taken(batches, to, endsInReturn, ResponseMemory.SMALL_PIECE, Hold.NONE)
        : large(batches, to, endsInReturn, bytes, wait);
  }

  private @Nullable Taken large(
      List<LiveBatch> batches, long to, boolean endsInReturn, long bytes, boolean wait) {
    Lease piece = responses.tryForPiece(bytes);
    if (piece != null) {
      return new Taken(batches, to, endsInReturn, ResponseMemory.LARGE_PIECE, piece);
    }
    return wait
        ? new Taken(batches, to, endsInReturn, ResponseMemory.SMALL_PIECE, Hold.NONE)
        : null;
  }

  private static long length(LiveBatch batch) {
    long length = 0;
    for (MessageBatch messages : batch.messages()) {
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
    Taken taken = null;
    try {
      taken = text ? text(page, state, position, unfinished) : whole(page);
      return taken;
    } finally {
      if (taken == null) {
        page.hold().close();
      }
    }
  }

  private static Taken whole(PageCache.Page page) {
    LiveBatch batch = new LiveBatch(page.batches(), page.next(), null);
    return new Taken(List.of(batch), page.to(), false, page.pieceBytes(), page.hold());
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
      next = places.offsetOf(state, to);
    }
    boolean endsInReturn = LineEnds.endsInReturn(messages);
    if (LineEnds.startsWithLineFeed(messages)
        && before(state, position, true) == Before.CARRIAGE_RETURN) {
      messages = LineEnds.withoutFirst(messages);
    }
    LiveBatch batch = new LiveBatch(messages, next, null);
    return new Taken(List.of(batch), to, endsInReturn, page.pieceBytes(), page.hold());
  }
}
