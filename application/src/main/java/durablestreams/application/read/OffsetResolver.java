package durablestreams.application.read;

import durablestreams.application.port.StreamDirectory;
import durablestreams.application.sequencer.StreamCache;
import durablestreams.application.sequencer.StreamEntry;
import durablestreams.domain.offset.Offset;
import durablestreams.domain.segment.SealedSegment;
import durablestreams.domain.stream.Lineage;
import durablestreams.domain.stream.StreamKey;
import durablestreams.domain.stream.StreamState;
import durablestreams.domain.stream.Tail;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Resolver between offsets, which clients hold, and positions, which count from the start of a
 * stream.
 *
 * <p>The tail and the open segment are in the state; sealed segments are looked up in the
 * directory, under the key of the lineage ancestor range that the segment number belongs to. The
 * mapping never changes in either direction.
 */
public final class OffsetResolver {

  private static final int SEGMENTS_AT_ONCE = 32;

  private final StreamDirectory directory;
  private final StreamCache cache;
  private final RangeCache<SealedSegment> recent =
      new RangeCache<>(SealedSegment::start, SealedSegment::end);

  public OffsetResolver(StreamDirectory directory, StreamCache cache) {
    this.directory = directory;
    this.cache = cache;
  }

  /**
   * The position that {@code offset} names in a stream; empty when it names none that is retained,
   * or when the stream is being purged.
   */
  public OptionalLong positionOf(StreamState state, Offset offset) {
    Tail tail = state.tail();
    if (offset.equals(tail.offset())) {
      return OptionalLong.of(tail.position());
    }
    if (offset.equals(state.front().offset())) {
      return OptionalLong.of(state.front().position());
    }
    if (state.front().isAfter(offset)) {
      return OptionalLong.empty();
    }
    if (offset.segment() >= tail.segment()) {
      return offset.segment() == tail.segment()
          ? within(tail.segmentStart(), offset.within(), tail.position())
          : OptionalLong.empty();
    }
    Lineage.AncestorRange ancestorRange = state.lineage().ofSegment(offset.segment());
    long limit = Math.min(ancestorRange.to(), tail.position());
    return segment(ancestorRange.key(), offset.segment())
        .map(place -> within(place.start(), offset.within(), Math.min(place.end(), limit)))
        .orElse(OptionalLong.empty());
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
    return sealedOrOpen(() -> sealed(key, number), key, open -> open.segment() == number);
  }

  private Optional<Span> segmentHolding(StreamKey key, long position) {
    return sealedOrOpen(
        () -> sealedHolding(key, position),
        key,
        open -> position >= open.segmentStart() && position < open.position());
  }

  private Optional<SealedSegment> sealed(StreamKey key, long number) {
    return recent
        .first(key, segment -> segment.number() == number)
        .or(() -> directory.segment(key, number));
  }

  private Optional<SealedSegment> sealedHolding(StreamKey key, long position) {
    List<SealedSegment> found = recent.from(key, position);
    if (found.isEmpty()) {
      found = directory.segmentsFrom(key, position, SEGMENTS_AT_ONCE);
      recent.put(key, found);
    }
    return found.stream().findFirst().filter(segment -> segment.start() <= position);
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

  private static OptionalLong within(long start, long units, long end) {
    return units <= end - start ? OptionalLong.of(start + units) : OptionalLong.empty();
  }

  /**
   * The offset that names {@code position}, which is not before the front of {@code state} nor
   * beyond its tail.
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

  /**
   * The canonical offset of {@code position}, which {@code offset} names: the start of a segment
   * also has a token as the end of the segment before it.
   */
  public Offset canonical(StreamState state, Offset offset, long position) {
    return offset.within() > 0 ? offset : offsetOf(state, position);
  }

  private Optional<Tail> openSegmentOf(StreamKey key) {
    StreamEntry entry = cache.find(key);
    return entry == null ? Optional.empty() : Optional.of(entry.committed().tail());
  }
}
