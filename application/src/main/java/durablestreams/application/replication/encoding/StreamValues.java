package durablestreams.application.replication.encoding;

import durablestreams.domain.message.MessageBatch;
import durablestreams.domain.offset.Offset;
import durablestreams.domain.offset.PositionUnit;
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
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Encoding of the values that changes of streams consist of. */
final class StreamValues {

  private StreamValues() {}

  static void state(ByteOutput out, StreamState state) {
    out.number(state.key().value());
    out.text(state.path().value());
    out.text(state.contentType().value());
    expiry(out, state.expiry());
    out.instant(state.createdAt());
    origin(out, state.origin());
    lineage(out, state.lineage());
    tail(out, state.tail());
    front(out, state.front());
    closure(out, state.closure());
    out.text(state.lastSeq().value());
    out.number(state.forks());
    out.instant(state.deadline());
    out.flag(state.softDeleted());
  }

  static StreamState state(ByteInput in) {
    return new StreamState(
        key(in),
        new StreamPath(in.text()),
        new ContentType(in.text()),
        expiry(in),
        in.instant(),
        origin(in),
        lineage(in),
        tail(in),
        front(in),
        closure(in),
        new StreamSeq(in.text()),
        in.number(),
        in.instant(),
        in.flag());
  }

  static StreamKey key(ByteInput in) {
    return new StreamKey(in.number());
  }

  private static void expiry(ByteOutput out, Expiry expiry) {
    switch (expiry) {
      case Expiry.Never() -> out.octet(0);
      case Expiry.Sliding(long seconds) -> {
        out.octet(1);
        out.number(seconds);
      }
      case Expiry.At(var instant) -> {
        out.octet(2);
        out.instant(instant);
      }
    }
  }

  private static Expiry expiry(ByteInput in) {
    int kind = in.octet();
    return switch (kind) {
      case 0 -> Expiry.never();
      case 1 -> new Expiry.Sliding(in.number());
      case 2 -> new Expiry.At(in.instant());
      default -> throw unknown("expiry", kind);
    };
  }

  private static void origin(ByteOutput out, Origin origin) {
    switch (origin) {
      case Origin.Root() -> out.octet(0);
      case Origin.Fork fork -> {
        out.octet(1);
        out.text(fork.source().value());
        out.number(fork.sourceKey().value());
        out.number(fork.position());
        offset(out, fork.offset());
      }
    }
  }

  private static Origin origin(ByteInput in) {
    int kind = in.octet();
    return switch (kind) {
      case 0 -> Origin.ROOT;
      case 1 -> new Origin.Fork(new StreamPath(in.text()), key(in), in.number(), offset(in));
      default -> throw unknown("origin", kind);
    };
  }

  private static void lineage(ByteOutput out, Lineage lineage) {
    out.number(lineage.depth());
    List<Lineage.AncestorRange> ranges = lineage.ranges();
    out.number(ranges.size());
    for (Lineage.AncestorRange range : ranges) {
      out.number(range.key().value());
      out.number(range.from());
      out.number(range.firstSegment());
    }
  }

  private static Lineage lineage(ByteInput in) {
    int depth = in.smallNumber();
    int count = in.count(3);
    List<Lineage.Start> starts = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      starts.add(new Lineage.Start(key(in), in.number(), in.number()));
    }
    return Lineage.of(starts, depth);
  }

  static void tail(ByteOutput out, Tail tail) {
    out.number(tail.position());
    offset(out, tail.offset());
    out.number(tail.segment());
    out.number(tail.segmentStart());
    out.number(tail.segmentMessages());
    out.number(tail.segmentBytes());
  }

  static Tail tail(ByteInput in) {
    return new Tail(in.number(), offset(in), in.number(), in.number(), in.number(), in.number());
  }

  static void front(ByteOutput out, Front front) {
    out.number(front.position());
    offset(out, front.offset());
  }

  static Front front(ByteInput in) {
    return new Front(in.number(), offset(in));
  }

  static void offset(ByteOutput out, Offset offset) {
    out.number(offset.segment());
    out.number(offset.within() << 1 | (offset.cut() ? 1 : 0));
  }

  static Offset offset(ByteInput in) {
    long segment = in.number();
    long within = in.number();
    return new Offset(segment, within >>> 1, (within & 1) == 1);
  }

  static void closure(ByteOutput out, Closure closure) {
    switch (closure) {
      case Closure.Open() -> out.octet(0);
      case Closure.Closed() -> out.octet(1);
      case Closure.ClosedBy(ProducerStamp stamp) -> {
        out.octet(2);
        stamp(out, stamp);
      }
    }
  }

  static Closure closure(ByteInput in) {
    int kind = in.octet();
    return switch (kind) {
      case 0 -> Closure.open();
      case 1 -> Closure.closed();
      case 2 -> new Closure.ClosedBy(stamp(in));
      default -> throw unknown("closure", kind);
    };
  }

  private static void stamp(ByteOutput out, ProducerStamp stamp) {
    out.text(stamp.id());
    out.number(stamp.epoch());
    out.number(stamp.seq());
  }

  private static ProducerStamp stamp(ByteInput in) {
    return new ProducerStamp(in.text(), in.number(), in.number());
  }

  static void optionalStamp(ByteOutput out, @Nullable ProducerStamp stamp) {
    out.flag(stamp != null);
    if (stamp != null) {
      stamp(out, stamp);
    }
  }

  static @Nullable ProducerStamp optionalStamp(ByteInput in) {
    return in.flag() ? stamp(in) : null;
  }

  static void batch(ByteOutput out, MessageBatch batch) {
    if (batch.cutBefore() > 0 || batch.cutOff() > 0) {
      throw new IllegalArgumentException("an append has whole messages");
    }
    out.flag(batch.unit() == PositionUnit.MESSAGES);
    int count = batch.messageCount();
    out.number(count);
    for (int i = 0; i < count; i++) {
      out.number(batch.messageTo(i) - batch.messageFrom(i));
    }
    out.raw(batch.array(), batch.from(), batch.length());
  }

  static MessageBatch batch(ByteInput in) {
    PositionUnit unit = in.flag() ? PositionUnit.MESSAGES : PositionUnit.BYTES;
    int[] ends = new int[in.count(1)];
    int separator = unit == PositionUnit.MESSAGES ? 1 : 0;
    long end = 0;
    for (int i = 0; i < ends.length; i++) {
      end += in.smallNumber() + (i == 0 ? 0 : separator);
      if (end > in.left()) {
        throw new DamagedRecordException("messages of an append are longer than its record");
      }
      ends[i] = (int) end;
    }
    return MessageBatch.of(unit, in.raw((int) end), 0, ends);
  }

  static UnknownRecordException unknown(String what, int kind) {
    return new UnknownRecordException(
        "a record of the commit log has %s of kind %d, which this version does not know: update this node"
            .formatted(what, kind));
  }
}
