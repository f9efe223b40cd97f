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
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Translates between offsets, which clients hold, and positions, which count from the start of a
 * stream.
 *
 * <p>The tail and the open segment are known from the state; what is sealed is looked up in the
 * directory, under the key of the stretch of the lineage that the segment number belongs to.
 * Neither direction ever changes its answer.
 */
public final class Places {

  private final StreamDirectory directory;
  private final StreamCache cache;

  public Places(StreamDirectory directory, StreamCache cache) {
    this.directory = directory;
    this.cache = cache;
  }

  /** The position that {@code offset} names in a stream; empty when it names none. */
  public OptionalLong positionOf(StreamState state, Offset offset) {
    Tail tail = state.tail();
    if (offset.equals(tail.offset())) {
      return OptionalLong.of(tail.position());
    }
    if (offset.equals(Offset.START)) {
      return OptionalLong.of(0);
    }
    if (offset.segment() >= tail.segment()) {
      return offset.segment() == tail.segment()
          ? within(tail.segmentStart(), offset.within(), tail.position())
          : OptionalLong.empty();
    }
    Lineage.Stretch stretch = state.lineage().ofSegment(offset.segment());
    long limit = Math.min(stretch.to(), tail.position());
    Optional<SealedSegment> sealed = directory.segment(stretch.key(), offset.segment());
    if (sealed.isPresent()) {
      return within(sealed.get().start(), offset.within(), Math.min(sealed.get().end(), limit));
    }
    Optional<Tail> open = openSegmentOf(stretch.key());
    return open.isPresent() && open.get().segment() == offset.segment()
        ? within(open.get().segmentStart(), offset.within(), Math.min(open.get().position(), limit))
        : OptionalLong.empty();
  }

  private static OptionalLong within(long start, long units, long end) {
    return units <= end - start ? OptionalLong.of(start + units) : OptionalLong.empty();
  }

  /** The offset that names {@code position}, which is not beyond the tail of {@code state}. */
  public Offset offsetOf(StreamState state, long position) {
    Tail tail = state.tail();
    if (position == tail.position()) {
      return tail.offset();
    }
    if (position == 0) {
      return Offset.START;
    }
    if (position > tail.segmentStart()) {
      return new Offset(tail.segment(), position - tail.segmentStart());
    }
    StreamKey key = state.lineage().holding(position - 1).key();
    Optional<SealedSegment> sealed = directory.segmentHolding(key, position - 1);
    if (sealed.isPresent()) {
      return new Offset(sealed.get().number(), position - sealed.get().start());
    }
    Tail open =
        openSegmentOf(key)
            .orElseThrow(
                () -> new IllegalStateException("no segment of " + key + " holds " + position));
    return new Offset(open.segment(), position - open.segmentStart());
  }

  private Optional<Tail> openSegmentOf(StreamKey key) {
    StreamEntry entry = cache.find(key);
    return entry == null ? Optional.empty() : Optional.of(entry.committed().tail());
  }
}
