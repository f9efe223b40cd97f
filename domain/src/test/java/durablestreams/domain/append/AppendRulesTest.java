package durablestreams.domain.append;

import static durablestreams.domain.Streams.KEY;
import static durablestreams.domain.Streams.NOW;
import static durablestreams.domain.Streams.PATH;
import static durablestreams.domain.Streams.text;
import static org.assertj.core.api.Assertions.assertThat;

import durablestreams.domain.Streams;
import durablestreams.domain.append.AppendOutcome.Accepted;
import durablestreams.domain.append.AppendOutcome.AlreadyClosed;
import durablestreams.domain.append.AppendOutcome.BadBody;
import durablestreams.domain.append.AppendOutcome.ContentTypeMismatch;
import durablestreams.domain.append.AppendOutcome.Duplicate;
import durablestreams.domain.append.AppendOutcome.SequenceRegression;
import durablestreams.domain.append.AppendOutcome.StreamClosed;
import durablestreams.domain.change.StreamChange;
import durablestreams.domain.change.StreamChange.Appended;
import durablestreams.domain.change.StreamChange.Closed;
import durablestreams.domain.change.StreamChange.SegmentSealed;
import durablestreams.domain.change.StreamChange.SegmentsSkipped;
import durablestreams.domain.message.MessageBatch;
import durablestreams.domain.message.ParsedBody;
import durablestreams.domain.offset.Offset;
import durablestreams.domain.producer.ProducerStamp;
import durablestreams.domain.producer.ProducerState;
import durablestreams.domain.segment.RotationPolicy;
import durablestreams.domain.segment.SealedSegment;
import durablestreams.domain.stream.Closure;
import durablestreams.domain.stream.ContentType;
import durablestreams.domain.stream.StreamSeq;
import durablestreams.domain.stream.StreamState;
import durablestreams.domain.stream.Tail;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What accepted appends change; what is refused, and in which order, is tested next door. */
class AppendRulesTest {

  private static final ContentType TYPE = ContentType.OCTET_STREAM;
  private static final Tail HELLO = Tail.EMPTY.appended(5, 1, 5);

  private static AppendRules.Decision decide(
      StreamState state,
      ParsedBody body,
      @Nullable ProducerStamp stamp,
      StreamSeq seq,
      boolean close,
      RotationPolicy rotation) {
    return AppendRules.decide(
        state, null, new AppendIntent(PATH, TYPE, body, stamp, seq, close), rotation, NOW);
  }

  private static AppendRules.Decision decide(StreamState state, ParsedBody body, boolean close) {
    return decide(state, body, null, StreamSeq.NONE, close, RotationPolicy.NEVER);
  }

  private static MessageBatch batch(ParsedBody body) {
    return ((ParsedBody.Messages) body).batch();
  }

  @Test
  void anAppendMovesTheTail() {
    ParsedBody body = text("hello");
    var decision = decide(Streams.empty(), body, false);
    assertThat(decision.outcome()).isEqualTo(new Accepted(new Offset(0, 5), null, false, true));
    assertThat(decision.changes())
        .containsExactly(new Appended(KEY, 0, batch(body), HELLO, null, StreamSeq.NONE, NOW));
  }

  @Test
  void anAppendCarriesStampAndStreamSeq() {
    ProducerStamp stamp = new ProducerStamp("p", 4, 0);
    StreamSeq seq = new StreamSeq("08");
    ParsedBody body = text("hello");
    var decision = decide(Streams.empty(), body, stamp, seq, false, RotationPolicy.NEVER);
    assertThat(decision.outcome()).isEqualTo(new Accepted(new Offset(0, 5), stamp, false, true));
    assertThat(decision.changes())
        .containsExactly(new Appended(KEY, 0, batch(body), HELLO, stamp, seq, NOW));
  }

  @Test
  void anAppendWithoutStreamSeqKeepsTheHighest() {
    StreamState state = Streams.empty().withLastSeq(new StreamSeq("5"));
    var decision = decide(state, text("x"), false);
    assertThat(((Appended) decision.changes().getFirst()).streamSeq())
        .isEqualTo(new StreamSeq("5"));
  }

  @Test
  void anAppendMayClose() {
    ProducerStamp stamp = new ProducerStamp("p", 0, 0);
    ParsedBody body = text("hello");
    var decision = decide(Streams.empty(), body, stamp, StreamSeq.NONE, true, RotationPolicy.NEVER);
    assertThat(decision.outcome()).isEqualTo(new Accepted(new Offset(0, 5), stamp, true, true));
    assertThat(decision.changes())
        .containsExactly(
            new Appended(KEY, 0, batch(body), HELLO, stamp, StreamSeq.NONE, NOW),
            new Closed(KEY, new Closure.ClosedBy(stamp), stamp, NOW));
  }

  @Test
  void closingAloneAppendsNothing() {
    StreamState state = Streams.empty().withTail(HELLO);
    var decision = decide(state, ParsedBody.EMPTY, true);
    assertThat(decision.outcome()).isEqualTo(new Accepted(new Offset(0, 5), null, true, false));
    assertThat(decision.changes()).containsExactly(new Closed(KEY, Closure.closed(), null, NOW));
  }

  @Test
  void closingAgainIsFineAndChangesNothing() {
    StreamState state = Streams.empty().withTail(HELLO).withClosure(Closure.closed());
    var decision = decide(state, ParsedBody.EMPTY, true);
    assertThat(decision.outcome()).isEqualTo(new AlreadyClosed(new Offset(0, 5)));
    assertThat(decision.changes()).isEmpty();
    assertThat(decide(state, text("x"), true).outcome())
        .isEqualTo(new StreamClosed(new Offset(0, 5)));
  }

  @Test
  void theRequestThatClosedMayBeRepeated() {
    ProducerStamp closer = new ProducerStamp("p", 2, 7);
    StreamState state = Streams.empty().withTail(HELLO).withClosure(new Closure.ClosedBy(closer));
    for (ParsedBody body : new ParsedBody[] {ParsedBody.EMPTY, text("again")}) {
      var retry = new AppendIntent(PATH, TYPE, body, closer, StreamSeq.NONE, true);
      var decision =
          AppendRules.decide(state, new ProducerState(2, 7, 0), retry, RotationPolicy.NEVER, NOW);
      assertThat(decision.outcome()).isEqualTo(new Duplicate(new Offset(0, 5), 2, 7, true));
      assertThat(decision.changes()).isEmpty();
    }
    var another =
        new AppendIntent(
            PATH, TYPE, ParsedBody.EMPTY, new ProducerStamp("q", 0, 0), StreamSeq.NONE, true);
    assertThat(AppendRules.decide(state, null, another, RotationPolicy.NEVER, NOW).outcome())
        .isEqualTo(new StreamClosed(new Offset(0, 5)));
  }

  @Test
  void aMessageThatFillsTheSegmentSealsIt() {
    RotationPolicy rotation = new RotationPolicy(2, 1_000);
    StreamState state = Streams.empty().withTail(HELLO);
    var decision = decide(state, text("abc"), null, StreamSeq.NONE, false, rotation);
    assertThat(decision.changes()).hasSize(2);
    assertThat(decision.changes().getLast())
        .isEqualTo(new SegmentSealed(new SealedSegment(KEY, 0, 0, 8, 2, 8)));
    assertThat(decision.outcome())
        .as("the offset names the segment that was sealed")
        .isEqualTo(new Accepted(new Offset(0, 8), null, false, true));
    assertThat(after(state, decision).tail()).isEqualTo(new Tail(8, new Offset(0, 8), 1, 8, 0, 0));
  }

  @Test
  void bytesFillASegmentToo() {
    RotationPolicy rotation = new RotationPolicy(100, 8);
    StreamState state = Streams.empty().withTail(HELLO);
    assertThat(decide(state, text("ab"), null, StreamSeq.NONE, false, rotation).changes())
        .hasSize(1);
    assertThat(decide(state, text("abc"), null, StreamSeq.NONE, false, rotation).changes())
        .hasSize(2);
  }

  @Test
  void aCloseSealsWhatIsOpen() {
    RotationPolicy rotation = new RotationPolicy(100, 1_000);
    StreamState state = Streams.empty().withTail(HELLO);
    assertThat(decide(state, ParsedBody.EMPTY, null, StreamSeq.NONE, true, rotation).changes())
        .containsExactly(
            new Closed(KEY, Closure.closed(), null, NOW),
            new SegmentSealed(new SealedSegment(KEY, 0, 0, 5, 1, 5)));
    assertThat(decide(state, text("!"), null, StreamSeq.NONE, true, rotation).changes())
        .map(Object::getClass)
        .isEqualTo(List.of(Appended.class, Closed.class, SegmentSealed.class));
  }

  @Test
  void aCloseOfAnEmptySegmentSealsNothing() {
    RotationPolicy rotation = new RotationPolicy(100, 1_000);
    for (Tail tail : new Tail[] {Tail.EMPTY, HELLO.sealed()}) {
      assertThat(
              decide(
                      Streams.empty().withTail(tail),
                      ParsedBody.EMPTY,
                      null,
                      StreamSeq.NONE,
                      true,
                      rotation)
                  .changes())
          .containsExactly(new Closed(KEY, Closure.closed(), null, NOW));
    }
  }

  @Test
  void withoutRotationNothingIsSealed() {
    Tail huge = Tail.EMPTY.appended(1L << 50, 1L << 40, 1L << 50);
    assertThat(decide(Streams.empty().withTail(huge), text("x"), true).changes())
        .noneMatch(SegmentSealed.class::isInstance);
  }

  @Test
  void noSegmentBelowTheFloorIsAppendedTo() {
    RotationPolicy rotation = RotationPolicy.NEVER.withFloor(1_000);
    StreamState state = Streams.empty().withTail(HELLO);
    var decision = decide(state, text("abc"), null, StreamSeq.NONE, false, rotation);
    assertThat(decision.changes())
        .map(Object::getClass)
        .isEqualTo(List.of(SegmentSealed.class, SegmentsSkipped.class, Appended.class));
    assertThat(decision.outcome()).isEqualTo(new Accepted(new Offset(1_000, 3), null, false, true));
    assertThat(after(state, decision).tail())
        .isEqualTo(new Tail(8, new Offset(1_000, 3), 1_000, 5, 1, 3));
  }

  @Test
  void anEmptySegmentBelowTheFloorIsSkipped() {
    RotationPolicy rotation = new RotationPolicy(100, 3, 1_000);
    for (Tail tail : new Tail[] {Tail.EMPTY, HELLO.sealed()}) {
      StreamState state = Streams.empty().withTail(tail);
      var decision = decide(state, text("abc"), null, StreamSeq.NONE, false, rotation);
      assertThat(decision.changes())
          .map(Object::getClass)
          .isEqualTo(List.of(SegmentsSkipped.class, Appended.class, SegmentSealed.class));
      assertThat(after(state, decision).tail().segment()).isEqualTo(1_001);
    }
  }

  @Test
  void aSegmentFromTheFloorOnIsAppendedTo() {
    for (long floor : new long[] {0, 1_000}) {
      StreamState state = Streams.empty().withTail(Tail.EMPTY.raisedTo(1_000).appended(5, 1, 5));
      RotationPolicy rotation = RotationPolicy.NEVER.withFloor(floor);
      assertThat(decide(state, text("abc"), null, StreamSeq.NONE, false, rotation).changes())
          .singleElement()
          .isInstanceOf(Appended.class);
    }
  }

  @Test
  void streamSeqComparesBytesAndMustGrow() {
    StreamState state = Streams.empty().withLastSeq(new StreamSeq("2"));
    for (String low : new String[] {"10", "2", "1", "!"}) {
      assertThat(
              decide(state, text("x"), null, new StreamSeq(low), false, RotationPolicy.NEVER)
                  .outcome())
          .isEqualTo(new SequenceRegression(new StreamSeq("2"), new StreamSeq(low)));
    }
    for (String high : new String[] {"20", "3", "a", "~"}) {
      assertThat(
              decide(state, text("x"), null, new StreamSeq(high), false, RotationPolicy.NEVER)
                  .outcome())
          .isInstanceOf(Accepted.class);
    }
  }

  @Test
  void aMissingBodySaysWhatWouldBeRight() {
    assertThat(decide(Streams.empty(), ParsedBody.EMPTY, false).outcome())
        .isInstanceOfSatisfying(
            BadBody.class, bad -> assertThat(bad.reason()).contains("Stream-Closed: true"));
    for (boolean close : new boolean[] {false, true}) {
      assertThat(decide(Streams.empty(), new ParsedBody.EmptyArray(), close).outcome())
          .isInstanceOfSatisfying(
              BadBody.class, bad -> assertThat(bad.reason()).contains("at least one element"));
      assertThat(decide(Streams.empty(), new ParsedBody.Invalid("line 3"), close).outcome())
          .isEqualTo(new BadBody("line 3"));
    }
  }

  @Test
  void closingAloneIgnoresTheContentType() {
    var intent =
        new AppendIntent(PATH, ContentType.JSON, ParsedBody.EMPTY, null, StreamSeq.NONE, true);
    assertThat(
            AppendRules.decide(Streams.empty(), null, intent, RotationPolicy.NEVER, NOW).outcome())
        .isInstanceOf(Accepted.class);
    var empty =
        new AppendIntent(PATH, ContentType.JSON, ParsedBody.EMPTY, null, StreamSeq.NONE, false);
    assertThat(
            AppendRules.decide(Streams.empty(), null, empty, RotationPolicy.NEVER, NOW).outcome())
        .isEqualTo(new ContentTypeMismatch(TYPE));
  }

  private static StreamState after(StreamState state, AppendRules.Decision decision) {
    StreamState result = state;
    for (StreamChange change : decision.changes()) {
      result = change.appliedTo(result);
    }
    return result;
  }
}
