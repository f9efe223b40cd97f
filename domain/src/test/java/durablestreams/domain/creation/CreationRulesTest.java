package durablestreams.domain.creation;

import static durablestreams.domain.Streams.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import durablestreams.domain.Streams;
import durablestreams.domain.change.StreamChange;
import durablestreams.domain.change.StreamChange.Appended;
import durablestreams.domain.change.StreamChange.Closed;
import durablestreams.domain.change.StreamChange.Created;
import durablestreams.domain.change.StreamChange.EventQueued;
import durablestreams.domain.change.StreamChange.SegmentSealed;
import durablestreams.domain.creation.CreateOutcome.AlreadyExists;
import durablestreams.domain.creation.CreateOutcome.BadBody;
import durablestreams.domain.creation.CreateOutcome.Conflict;
import durablestreams.domain.message.JoinedMessages;
import durablestreams.domain.message.MessageBatch;
import durablestreams.domain.message.ParsedBody;
import durablestreams.domain.offset.Offset;
import durablestreams.domain.segment.RotationPolicy;
import durablestreams.domain.stream.Closure;
import durablestreams.domain.stream.ContentType;
import durablestreams.domain.stream.Expiry;
import durablestreams.domain.stream.LifecycleEvent;
import durablestreams.domain.stream.Lineage;
import durablestreams.domain.stream.Origin;
import durablestreams.domain.stream.StreamKey;
import durablestreams.domain.stream.StreamPath;
import durablestreams.domain.stream.StreamSeq;
import durablestreams.domain.stream.StreamState;
import durablestreams.domain.stream.Tail;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Creating streams that inherit nothing, and creating them again. */
class CreationRulesTest {

  private static final StreamPath PATH = new StreamPath("new");
  private static final StreamKey KEY = new StreamKey(20);
  private static final Expiry HOUR = new Expiry.Sliding(3_600);
  private static final Expiry YEAR_END = new Expiry.At(Instant.parse("2025-12-31T23:59:59Z"));

  private static CreateIntent intent(
      @Nullable ContentType type, @Nullable Expiry expiry, ParsedBody body, boolean closed) {
    return new CreateIntent(PATH, type, expiry, body, closed, ForkPoint.NONE);
  }

  private static CreationRules.Decision create(CreateIntent intent, RotationPolicy rotation) {
    return CreationRules.decide(null, null, intent, KEY, rotation, NOW);
  }

  private static CreationRules.Decision create(CreateIntent intent) {
    return create(intent, RotationPolicy.NEVER);
  }

  private static StreamState after(List<StreamChange> changes) {
    StreamState state = Streams.empty();
    for (StreamChange change : changes) {
      state = change.appliedTo(state);
    }
    return state;
  }

  @Test
  void aStreamBeginsAtTheFloor() {
    MessageBatch batch = JoinedMessages.ofJson(new byte[] {'1'}, new byte[] {'2'});
    var body = new ParsedBody.Messages(batch);
    var decision =
        create(intent(ContentType.JSON, null, body, false), RotationPolicy.NEVER.withFloor(1_000));
    assertThat(after(decision.changes()).tail())
        .isEqualTo(new Tail(2, new Offset(1_000, 2), 1_000, 0, 2, 2));
  }

  private static CreateIntent only(Precondition precondition) {
    return new CreateIntent(
        PATH,
        Streams.empty().contentType(),
        null,
        ParsedBody.EMPTY,
        false,
        ForkPoint.NONE,
        "",
        precondition);
  }

  @Test
  void aPreconditionIsDecidedWithTheCreation() {
    StreamState gone = Streams.empty().asSoftDeleted();
    assertThat(create(only(Precondition.EXISTS)))
        .isEqualTo(
            CreationRules.Decision.rejected(
                new CreateOutcome.PreconditionFailed(Precondition.EXISTS)));
    assertThat(create(only(Precondition.ABSENT)).outcome())
        .isInstanceOf(CreateOutcome.Created.class);
    assertThat(again(Streams.empty(), only(Precondition.EXISTS))).isInstanceOf(AlreadyExists.class);
    assertThat(again(Streams.empty(), only(Precondition.ABSENT)))
        .isEqualTo(new CreateOutcome.PreconditionFailed(Precondition.ABSENT));
    assertThat(again(gone, only(Precondition.ABSENT))).isInstanceOf(Conflict.class);
    assertThat(again(gone, only(Precondition.EXISTS))).isInstanceOf(Conflict.class);
  }

  private static CreateOutcome again(StreamState existing, CreateIntent intent) {
    var decision = CreationRules.decide(existing, null, intent, KEY, RotationPolicy.NEVER, NOW);
    assertThat(decision.changes()).isEmpty();
    return decision.outcome();
  }

  @Test
  void aNewStreamIsEmptyOpenAndAnnounced() {
    var decision = create(intent(ContentType.JSON, HOUR, ParsedBody.EMPTY, false));
    assertThat(decision.outcome())
        .isEqualTo(new CreateOutcome.Created(ContentType.JSON, Offset.START, false));
    StreamState state =
        new StreamState(
            KEY,
            PATH,
            ContentType.JSON,
            HOUR,
            NOW,
            Origin.ROOT,
            Lineage.ofRoot(KEY),
            Tail.EMPTY,
            Closure.open(),
            StreamSeq.NONE,
            0,
            HOUR.persistedDeadline(NOW),
            false);
    assertThat(decision.changes())
        .containsExactly(
            new Created(state),
            new EventQueued(new LifecycleEvent.StreamCreated(PATH, ContentType.JSON, NOW)));
  }

  @Test
  void whatTheClientLeavesOutHasDefaults() {
    var decision = create(intent(null, null, ParsedBody.EMPTY, false));
    StreamState state = after(decision.changes());
    assertThat(state.contentType()).isEqualTo(ContentType.OCTET_STREAM);
    assertThat(state.expiry()).isEqualTo(Expiry.never());
    assertThat(state.deadline()).isEqualTo(Expiry.NEVER_ENDS);
  }

  @Test
  void initialContentIsAppended() {
    MessageBatch batch = JoinedMessages.ofJson(new byte[] {'1'}, new byte[] {'2'});
    var decision = create(intent(ContentType.JSON, null, new ParsedBody.Messages(batch), false));
    Tail tail = Tail.EMPTY.appended(2, 2, 2);
    assertThat(decision.outcome())
        .isEqualTo(new CreateOutcome.Created(ContentType.JSON, new Offset(0, 2), false));
    assertThat(decision.changes().get(1))
        .isEqualTo(new Appended(KEY, 0, batch, tail, null, StreamSeq.NONE, NOW));
    assertThat(after(decision.changes()).tail()).isEqualTo(tail);
  }

  @Test
  void anEmptyArrayIsNoContent() {
    var decision = create(intent(ContentType.JSON, null, new ParsedBody.EmptyArray(), false));
    assertThat(after(decision.changes()).tail()).isEqualTo(Tail.EMPTY);
  }

  @Test
  void aBadBodyCreatesNothing() {
    var decision = create(intent(ContentType.JSON, null, new ParsedBody.Invalid("no JSON"), false));
    assertThat(decision.outcome()).isEqualTo(new BadBody("no JSON"));
    assertThat(decision.changes()).isEmpty();
  }

  @Test
  void aStreamMayBeCompleteAtOnce() {
    var decision = create(intent(null, null, Streams.text("all"), true));
    assertThat(decision.outcome())
        .isEqualTo(new CreateOutcome.Created(ContentType.OCTET_STREAM, new Offset(0, 3), true));
    assertThat(decision.changes()).contains(new Closed(KEY, Closure.closed(), null, NOW));
    var empty = create(intent(null, null, ParsedBody.EMPTY, true));
    assertThat(after(empty.changes()).isClosed()).isTrue();
  }

  @Test
  void contentThatFillsASegmentOrEndsTheStreamSealsIt() {
    RotationPolicy rotation = new RotationPolicy(100, 5);
    assertThat(create(intent(null, null, Streams.text("12345"), false), rotation).changes())
        .anyMatch(SegmentSealed.class::isInstance);
    assertThat(create(intent(null, null, Streams.text("123"), true), rotation).changes())
        .anyMatch(SegmentSealed.class::isInstance);
    assertThat(create(intent(null, null, Streams.text("123"), false), rotation).changes())
        .noneMatch(SegmentSealed.class::isInstance);
    assertThat(create(intent(null, null, ParsedBody.EMPTY, true), rotation).changes())
        .noneMatch(SegmentSealed.class::isInstance);
  }

  static Stream<Arguments> sameConfigurations() {
    ContentType text = new ContentType("text/plain; charset=utf-8");
    return Stream.of(
        Arguments.of(Streams.empty(), null, null),
        Arguments.of(Streams.empty(), ContentType.OCTET_STREAM, null),
        Arguments.of(Streams.empty(), null, Expiry.never()),
        Arguments.of(Streams.empty(text, HOUR), new ContentType("TEXT/plain"), HOUR),
        Arguments.of(Streams.empty(text, YEAR_END), text, YEAR_END));
  }

  @ParameterizedTest
  @MethodSource("sameConfigurations")
  void creatingTheSameAgainFindsIt(
      StreamState existing, @Nullable ContentType type, @Nullable Expiry expiry) {
    StreamState grown = existing.withTail(Tail.EMPTY.appended(4, 1, 4));
    assertThat(again(grown, intent(type, expiry, Streams.text("ignored"), false)))
        .isEqualTo(new AlreadyExists(existing.contentType(), new Offset(0, 4), false));
  }

  static Stream<Arguments> otherConfigurations() {
    ContentType json = ContentType.JSON;
    return Stream.of(
        Arguments.of(Streams.empty(), json, null, "content type application/octet-stream"),
        Arguments.of(Streams.empty(json, HOUR), null, HOUR, "content type application/json"),
        Arguments.of(Streams.empty(json, HOUR), json, null, "Stream-TTL"),
        Arguments.of(Streams.empty(json, HOUR), json, new Expiry.Sliding(3_601), "Stream-TTL"),
        Arguments.of(Streams.empty(json, HOUR), json, YEAR_END, "Stream-Expires-At"),
        Arguments.of(Streams.empty(json, Expiry.never()), json, HOUR, "Stream-TTL"));
  }

  @ParameterizedTest
  @MethodSource("otherConfigurations")
  void creatingSomethingElseUnderTheNameIsAConflict(
      StreamState existing, @Nullable ContentType type, @Nullable Expiry expiry, String reason) {
    assertThat(again(existing, intent(type, expiry, ParsedBody.EMPTY, false)))
        .isInstanceOfSatisfying(
            Conflict.class, conflict -> assertThat(conflict.reason()).contains(reason));
  }

  @Test
  void whetherItIsClosedMustMatchToo() {
    StreamState open = Streams.empty();
    StreamState closed = Streams.empty().withClosure(Closure.closed());
    CreateIntent wantsOpen = intent(null, null, ParsedBody.EMPTY, false);
    CreateIntent wantsClosed = intent(null, null, ParsedBody.EMPTY, true);
    assertThat(again(open, wantsOpen)).isInstanceOf(AlreadyExists.class);
    assertThat(again(closed, wantsClosed))
        .isEqualTo(new AlreadyExists(ContentType.OCTET_STREAM, Offset.START, true));
    assertThat(again(open, wantsClosed)).isInstanceOf(Conflict.class);
    assertThat(again(closed, wantsOpen)).isInstanceOf(Conflict.class);
  }

  @Test
  void theNameOfASoftDeletedStreamIsTaken() {
    assertThat(again(Streams.empty().asSoftDeleted(), intent(null, null, ParsedBody.EMPTY, false)))
        .isInstanceOfSatisfying(
            Conflict.class, conflict -> assertThat(conflict.reason()).contains("forks"));
  }

  @Test
  void aBadBodyIsNoMatterWhenTheStreamExists() {
    assertThat(again(Streams.empty(), intent(null, null, new ParsedBody.Invalid("x"), false)))
        .isInstanceOf(AlreadyExists.class);
  }
}
