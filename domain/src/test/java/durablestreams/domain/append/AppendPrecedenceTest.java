package durablestreams.domain.append;

import static durablestreams.domain.Streams.NOW;
import static durablestreams.domain.Streams.PATH;
import static durablestreams.domain.Streams.text;
import static org.assertj.core.api.Assertions.assertThat;

import durablestreams.domain.Streams;
import durablestreams.domain.change.StreamChange;
import durablestreams.domain.message.ParsedBody;
import durablestreams.domain.producer.ProducerStamp;
import durablestreams.domain.producer.ProducerState;
import durablestreams.domain.segment.RotationPolicy;
import durablestreams.domain.stream.Closure;
import durablestreams.domain.stream.ContentType;
import durablestreams.domain.stream.StreamSeq;
import durablestreams.domain.stream.StreamState;
import durablestreams.domain.stream.Tail;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Every combination of what can be wrong with an append, against a list of what is reported first
 * (protocol, sections 5.2 and 5.2.1).
 */
class AppendPrecedenceTest {

  private static final ProducerState KNOWN = new ProducerState(3, 5, 0);
  private static final Tail TAIL = Tail.EMPTY.appended(9, 3, 9);

  enum Stream {
    OPEN(Closure.open()),
    CLOSED(Closure.closed()),
    CLOSED_BY_LAST(new Closure.ClosedBy(new ProducerStamp("p", 3, 5))),
    CLOSED_BY_OTHER(new Closure.ClosedBy(new ProducerStamp("q", 0, 0)));

    final Closure closure;

    Stream(Closure closure) {
      this.closure = closure;
    }
  }

  enum Type {
    SAME(ContentType.OCTET_STREAM),
    OTHER(ContentType.JSON),
    NONE(null);

    final @Nullable ContentType type;

    Type(@Nullable ContentType type) {
      this.type = type;
    }
  }

  enum Producer {
    NONE(null),
    NEXT(new ProducerStamp("p", 3, 6)),
    NEW_EPOCH(new ProducerStamp("p", 4, 0)),
    LAST(new ProducerStamp("p", 3, 5)),
    EARLIER(new ProducerStamp("p", 3, 2)),
    GAP(new ProducerStamp("p", 3, 9)),
    STALE(new ProducerStamp("p", 2, 0)),
    LATE_START(new ProducerStamp("p", 4, 1));

    final @Nullable ProducerStamp stamp;

    Producer(@Nullable ProducerStamp stamp) {
      this.stamp = stamp;
    }
  }

  enum Seq {
    NONE(StreamSeq.NONE),
    HIGHER(new StreamSeq("6")),
    EQUAL(new StreamSeq("5")),
    LOWER(new StreamSeq("10"));

    final StreamSeq seq;

    Seq(StreamSeq seq) {
      this.seq = seq;
    }
  }

  enum Body {
    DATA(text("x")),
    EMPTY(ParsedBody.EMPTY),
    EMPTY_ARRAY(new ParsedBody.EmptyArray()),
    INVALID(new ParsedBody.Invalid("broken"));

    final ParsedBody body;

    Body(ParsedBody body) {
      this.body = body;
    }
  }

  private record Request(
      Stream stream, Type type, Producer producer, Seq seq, Body body, boolean close) {

    boolean closesOnly() {
      return close && body == Body.EMPTY;
    }

    AppendIntent intent() {
      return new AppendIntent(PATH, type.type, body.body, producer.stamp, seq.seq, close);
    }
  }

  /** The name of the outcome, from the rules as a reader of the protocol would list them. */
  private static String expected(Request r) {
    if (r.stream() != Stream.OPEN) {
      if (r.stream() == Stream.CLOSED_BY_LAST && r.producer() == Producer.LAST) {
        return "Duplicate";
      }
      return r.closesOnly() && r.producer() == Producer.NONE ? "AlreadyClosed" : "StreamClosed";
    }
    if (r.type() == Type.OTHER && !r.closesOnly()) {
      return "ContentTypeMismatch";
    }
    switch (r.producer()) {
      case STALE -> {
        return "StaleEpoch";
      }
      case LATE_START -> {
        return "EpochStartsAtZero";
      }
      case GAP -> {
        return "SequenceGap";
      }
      case LAST, EARLIER -> {
        return "Duplicate";
      }
      case NONE, NEXT, NEW_EPOCH -> {}
    }
    if (r.seq() == Seq.EQUAL || r.seq() == Seq.LOWER) {
      return "SequenceRegression";
    }
    return r.body() == Body.DATA || r.closesOnly() ? "Accepted" : "BadBody";
  }

  private static void check(Request request, Map<String, Integer> seen) {
    StreamState state =
        Streams.empty()
            .withTail(TAIL)
            .withLastSeq(new StreamSeq("5"))
            .withClosure(request.stream().closure);
    var decision =
        AppendRules.decide(
            state,
            request.producer().stamp == null ? null : KNOWN,
            request.intent(),
            RotationPolicy.NEVER,
            NOW);
    String outcome = decision.outcome().getClass().getSimpleName();
    assertThat(outcome).as(request.toString()).isEqualTo(expected(request));
    assertThat(decision.changes().isEmpty())
        .as("only what is accepted changes anything: %s", request)
        .isEqualTo(!outcome.equals("Accepted"));
    if (outcome.equals("Accepted")) {
      StreamState after = state;
      for (StreamChange change : decision.changes()) {
        after = change.appliedTo(after);
      }
      assertThat(after.isClosed()).isEqualTo(request.close());
      assertThat(after.tail().position())
          .isEqualTo(request.body() == Body.DATA ? TAIL.position() + 1 : TAIL.position());
    }
    seen.merge(outcome, 1, Integer::sum);
  }

  @Test
  void everyCombinationIsReportedInOrder() {
    Map<String, Integer> seen = new TreeMap<>();
    for (Stream stream : Stream.values()) {
      for (Type type : Type.values()) {
        for (Producer producer : Producer.values()) {
          for (Seq seq : Seq.values()) {
            for (Body body : Body.values()) {
              check(new Request(stream, type, producer, seq, body, false), seen);
              check(new Request(stream, type, producer, seq, body, true), seen);
            }
          }
        }
      }
    }
    assertThat(seen.values().stream().mapToInt(n -> n).sum()).isEqualTo(4 * 3 * 8 * 4 * 4 * 2);
    assertThat(seen)
        .containsOnlyKeys(
            "Accepted",
            "AlreadyClosed",
            "BadBody",
            "ContentTypeMismatch",
            "Duplicate",
            "EpochStartsAtZero",
            "SequenceGap",
            "SequenceRegression",
            "StaleEpoch",
            "StreamClosed");
  }
}
