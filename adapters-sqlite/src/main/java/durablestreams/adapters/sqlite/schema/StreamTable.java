package durablestreams.adapters.sqlite.schema;

import durablestreams.adapters.sqlite.generated.tables.records.StreamsRecord;
import durablestreams.domain.offset.Offset;
import durablestreams.domain.producer.ProducerStamp;
import durablestreams.domain.stream.Closure;
import durablestreams.domain.stream.ContentType;
import durablestreams.domain.stream.Expiry;
import durablestreams.domain.stream.Front;
import durablestreams.domain.stream.Lineage;
import durablestreams.domain.stream.Origin;
import durablestreams.domain.stream.StreamKey;
import durablestreams.domain.stream.StreamPath;
import durablestreams.domain.stream.StreamSeq;
import durablestreams.domain.stream.StreamState;
import durablestreams.domain.stream.Tail;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The rows of {@code streams} as what they mean. */
public final class StreamTable {

  private StreamTable() {}

  public static StreamsRecord rowOf(StreamState state, String tenant, long foldedTo) {
    StreamsRecord row = new StreamsRecord();
    row.setStreamKey(state.key().value());
    row.setPath(state.path().value());
    row.setContentType(state.contentType().value());
    switch (state.expiry()) {
      case Expiry.Never() -> {}
      case Expiry.Sliding(long seconds) -> row.setTtlSeconds(seconds);
      case Expiry.At(Instant instant) -> row.setExpiresAt(instant.toString());
    }
    row.setCreatedAt(state.createdAt().toString());
    if (state.origin() instanceof Origin.Fork fork) {
      row.setOriginPath(fork.source().value());
      row.setOriginKey(fork.sourceKey().value());
      row.setOriginPosition(fork.position());
      row.setOriginSegment(fork.offset().segment());
      row.setOriginWithin(within(fork.offset()));
    }
    putTail(row, state.tail());
    row.setFrontPosition(state.front().position());
    row.setFrontOffsetSegment(state.front().offset().segment());
    row.setFrontOffsetWithin(state.front().offset().within());
    putClosure(row, state.closure());
    row.setLastSeq(state.lastSeq().value());
    row.setDeadline(deadline(state.deadline()));
    row.setSoftDeleted(state.softDeleted() ? 1L : 0L);
    row.setFoldedTo(foldedTo);
    row.setTenant(tenant);
    row.setProducersSince(0L);
    return row;
  }

  static void putTail(StreamsRecord row, Tail tail) {
    row.setTailPosition(tail.position());
    row.setTailOffsetSegment(tail.offset().segment());
    row.setTailOffsetWithin(within(tail.offset()));
    row.setTailSegment(tail.segment());
    row.setTailSegmentStart(tail.segmentStart());
    row.setTailSegmentMessages(tail.segmentMessages());
    row.setTailSegmentBytes(tail.segmentBytes());
  }

  /** The second column of an offset: its complement marks a cut inside an append. */
  public static long within(Offset offset) {
    return offset.cut() ? ~offset.within() : offset.within();
  }

  public static Offset offset(long segment, long within) {
    return within < 0 ? new Offset(segment, ~within, true) : new Offset(segment, within);
  }

  public static void putClosure(StreamsRecord row, Closure closure) {
    row.setClosed(closure.isClosed() ? 1L : 0L);
    if (closure instanceof Closure.ClosedBy(ProducerStamp stamp)) {
      row.setCloserId(stamp.id());
      row.setCloserEpoch(stamp.epoch());
      row.setCloserSeq(stamp.seq());
    }
  }

  public static @Nullable Long deadline(Instant deadline) {
    return deadline.isBefore(Expiry.NEVER_ENDS) ? Millis.roundedUp(deadline) : null;
  }

  public static Tail tailOf(StreamsRecord row) {
    return new Tail(
        row.getTailPosition(),
        offset(row.getTailOffsetSegment(), row.getTailOffsetWithin()),
        row.getTailSegment(),
        row.getTailSegmentStart(),
        row.getTailSegmentMessages(),
        row.getTailSegmentBytes());
  }

  public static StreamState stateOf(
      StreamsRecord row, Lineage lineage, Tail tail, StreamSeq lastSeq, long forks) {
    Long deadline = row.getDeadline();
    return new StreamState(
        new StreamKey(row.getStreamKey()),
        new StreamPath(row.getPath()),
        new ContentType(row.getContentType()),
        expiryOf(row),
        Instant.parse(row.getCreatedAt()),
        originOf(row),
        lineage,
        tail,
        frontOf(row),
        closureOf(row),
        lastSeq,
        forks,
        deadline == null ? Expiry.NEVER_ENDS : Instant.ofEpochMilli(deadline),
        row.getSoftDeleted() != 0);
  }

  private static Front frontOf(StreamsRecord row) {
    long position = row.getFrontPosition();
    return position == 0
        ? Front.START
        : new Front(position, new Offset(row.getFrontOffsetSegment(), row.getFrontOffsetWithin()));
  }

  public static Expiry expiryOf(StreamsRecord row) {
    if (row.getTtlSeconds() != null) {
      return new Expiry.Sliding(row.getTtlSeconds());
    }
    return row.getExpiresAt() == null
        ? Expiry.never()
        : new Expiry.At(Instant.parse(row.getExpiresAt()));
  }

  public static Origin originOf(StreamsRecord row) {
    return row.getOriginKey() == null
        ? Origin.ROOT
        : new Origin.Fork(
            new StreamPath(row.getOriginPath()),
            new StreamKey(row.getOriginKey()),
            row.getOriginPosition(),
            offset(row.getOriginSegment(), row.getOriginWithin()));
  }

  private static Closure closureOf(StreamsRecord row) {
    if (row.getClosed() == 0) {
      return Closure.open();
    }
    return row.getCloserId() == null
        ? Closure.closed()
        : new Closure.ClosedBy(
            new ProducerStamp(row.getCloserId(), row.getCloserEpoch(), row.getCloserSeq()));
  }
}
