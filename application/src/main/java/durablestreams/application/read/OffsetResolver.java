package durablestreams.application.read;

import durablestreams.application.sequencer.cache.StreamCache;
import durablestreams.application.sequencer.cache.StreamEntry;
import durablestreams.domain.message.MessageBatch;
import durablestreams.domain.offset.Offset;
import durablestreams.domain.offset.PositionUnit;
import durablestreams.domain.segment.SealedSegment;
import durablestreams.domain.stream.Lineage;
import durablestreams.domain.stream.StreamKey;
import durablestreams.domain.stream.StreamState;
import durablestreams.domain.stream.Tail;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Resolver between offsets, which clients hold, and positions, which count from the start of a
 * stream.
 *
 * <p>The tail and the open segment are in the state; sealed segments are looked up in {@link
 * StreamMap}, under the key of the lineage ancestor range that the segment number belongs to. The
 * mapping never changes in either direction. Whether a place is inside an append shows only when
 * the messages there are read, so the resolver says whether that matters.
 */
public final class OffsetResolver {

  private final StreamMap map;
  private final StreamCache cache;
  private final long segmentFloor;

  /**
   * @param segmentFloor see {@code StreamStore.segmentFloor}
   */
  public OffsetResolver(StreamMap map, StreamCache cache, long segmentFloor) {
    this.map = map;
    this.cache = cache;
    this.segmentFloor = segmentFloor;
  }

  /**
   * A place in a stream.
   *
   * @param offset its token in canonical form
   * @param exact whether a read begins here in any case; otherwise a client may have computed the
   *     token, and a read that would begin inside an append begins at the start of that append
   */
  public record Place(long position, Offset offset, boolean exact) {}

  /** How far beyond an end an offset may be that a client computed. */
  private static final int COMPUTED = 1;

  /**
   * The place that {@code offset} names for a read; empty when it names none that is retained, or
   * when the stream is being purged. One unit after the end of a segment, of the tail or of what a
   * fork inherits names that end, because clients compute the token after one that they were given.
   * Below the segment floor it does not in a stream of messages: there it may be the token of a
   * message that was lost.
   */
  public Optional<Place> placeOf(StreamState state, Offset offset) {
    return placeOf(state, offset, COMPUTED);
  }

  /**
   * Like {@link #placeOf} for a fork, which is never further back than its client says: an offset
   * beyond the end of a segment names no place.
   */
  public Optional<Place> forkPlaceOf(StreamState state, Offset offset) {
    return placeOf(state, offset, 0);
  }

  private Optional<Place> placeOf(StreamState state, Offset offset, int beyond) {
    Tail tail = state.tail();
    if (offset.equals(tail.offset())) {
      return Optional.of(new Place(tail.position(), tail.offset(), true));
    }
    if (offset.equals(state.front().offset())) {
      return Optional.of(new Place(state.front().position(), state.front().offset(), true));
    }
    if (state.front().isAfter(offset)) {
      return Optional.empty();
    }
    if (offset.segment() >= tail.segment()) {
      return offset.segment() == tail.segment()
          ? within(state, new Span(tail), tail.position(), offset, beyond)
          : Optional.empty();
    }
    Lineage.AncestorRange ancestorRange = state.lineage().ofSegment(offset.segment());
    if (offset.segment() < ancestorRange.firstSegment()) {
      // A fork that begins at the start of its source has no segment with the number of the start.
      return offset.segment() == 0 && offset.within() <= beyond
          ? Optional.of(new Place(0, Offset.START, true))
          : Optional.empty();
    }
    long limit = Math.min(ancestorRange.to(), tail.position());
    return segment(ancestorRange.key(), offset.segment())
        .flatMap(span -> within(state, span, Math.min(span.end(), limit), offset, beyond));
  }

  private Optional<Place> within(
      StreamState state, Span span, long end, Offset offset, int beyond) {
    long units = end - span.start();
    boolean returned =
        offset.cut()
            || (state.contentType().unit() == PositionUnit.MESSAGES
                && span.number() < segmentFloor);
    if (offset.within() > units + (returned ? 0 : beyond)) {
      return Optional.empty();
    }
    long position = Math.min(span.start() + offset.within(), end);
    boolean asGiven = offset.within() > 0 && offset.within() <= units;
    boolean border = offset.within() == 0 || position == end;
    boolean exact = border || offset.cut() || state.contentType().unit() == PositionUnit.MESSAGES;
    Offset canonical = asGiven ? offset : offsetOf(state, position);
    return Optional.of(new Place(position, canonical, exact));
  }

  /** A segment and its current span. */
  private record Span(long number, long start, long end) {
    Span(SealedSegment segment) {
      this(segment.number(), segment.start(), segment.end());
    }

    Span(Tail open) {
      this(open.segment(), open.segmentStart(), open.position());
    }
  }

  private Optional<Span> segment(StreamKey key, long number) {
    return sealedOrOpen(() -> map.segment(key, number), key, open -> open.segment() == number);
  }

  private Optional<Span> segmentHolding(StreamKey key, long position) {
    return sealedOrOpen(
        () -> map.segmentHolding(key, position),
        key,
        open -> position >= open.segmentStart() && position < open.position());
  }

  /**
   * Finds a segment in the directory or as the open one. A segment that is sealed between the two
   * look-ups is found when the directory is queried again.
   */
  private Optional<Span> sealedOrOpen(
      Supplier<Optional<SealedSegment>> sealed, StreamKey key, Predicate<Tail> isIt) {
    return sealed
        .get()
        .map(Span::new)
        .or(() -> openSegmentOf(key).filter(isIt).map(Span::new))
        .or(() -> sealed.get().map(Span::new));
  }

  /**
   * The offset that names {@code position}, which is not before the front of {@code state} nor
   * beyond its tail, and not inside an append.
   *
   * @throws VanishedException when the stream is being purged
   */
  public Offset offsetOf(StreamState state, long position) {
    Tail tail = state.tail();
    if (position == tail.position()) {
      return tail.offset();
    }
    if (position == state.front().position()) {
      return state.front().offset();
    }
    if (position > tail.segmentStart()) {
      return new Offset(tail.segment(), position - tail.segmentStart());
    }
    return segmentHolding(state.lineage().holding(position - 1).key(), position - 1)
        .map(span -> new Offset(span.number(), position - span.start()))
        .orElseThrow(() -> new VanishedException(state, position, "it is in no segment"));
  }

  /** The offset after messages that end at {@code position}, which may be inside an append. */
  public Offset offsetAfter(StreamState state, List<MessageBatch> messages, long position) {
    Offset offset = offsetOf(state, position);
    boolean cut = position < state.tail().position() && messages.getLast().cutOff() > 0;
    return cut ? offset.asCut() : offset;
  }

  private Optional<Tail> openSegmentOf(StreamKey key) {
    StreamEntry entry = cache.find(key);
    return entry == null ? Optional.empty() : Optional.of(entry.committed().tail());
  }
}
