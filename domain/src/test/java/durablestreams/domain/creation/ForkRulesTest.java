package durablestreams.domain.creation;

import static durablestreams.domain.Streams.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import durablestreams.domain.Streams;
import durablestreams.domain.change.StreamChange.Appended;
import durablestreams.domain.change.StreamChange.Created;
import durablestreams.domain.creation.CreateOutcome.AlreadyExists;
import durablestreams.domain.creation.CreateOutcome.BadForkPoint;
import durablestreams.domain.creation.CreateOutcome.Conflict;
import durablestreams.domain.creation.CreateOutcome.SourceGone;
import durablestreams.domain.creation.CreateOutcome.SourceNotFound;
import durablestreams.domain.message.ParsedBody;
import durablestreams.domain.offset.Offset;
import durablestreams.domain.producer.ProducerStamp;
import durablestreams.domain.segment.RotationPolicy;
import durablestreams.domain.stream.Closure;
import durablestreams.domain.stream.ContentType;
import durablestreams.domain.stream.Expiry;
import durablestreams.domain.stream.Front;
import durablestreams.domain.stream.Origin;
import durablestreams.domain.stream.StreamKey;
import durablestreams.domain.stream.StreamPath;
import durablestreams.domain.stream.StreamSeq;
import durablestreams.domain.stream.StreamState;
import durablestreams.domain.stream.Tail;
import java.time.Instant;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Forking (protocol, section 4.2). */
class ForkRulesTest {

  private static final StreamPath PATH = new StreamPath("fork");
  private static final StreamKey KEY = new StreamKey(20);
  private static final Expiry HOUR = new Expiry.Sliding(3_600);
  private static final Expiry DAY = new Expiry.Sliding(86_400);
  private static final Expiry JUNE = new Expiry.At(Instant.parse("2025-06-01T00:00:00Z"));
  private static final Expiry JULY = new Expiry.At(Instant.parse("2025-07-01T00:00:00Z"));

  /** Ten bytes: segment 0 has six, the open segment 1 has four. */
  private static final StreamState SOURCE = source(Expiry.never());

  private static final ForkPoint AT_TAIL = new ForkPoint.AtTail(SOURCE.path());
  private static final ForkPoint AT_EIGHT =
      new ForkPoint.At(SOURCE.path(), SOURCE.key(), 8, new Offset(1, 2));

  private static StreamState source(Expiry expiry) {
    return Streams.empty(new ContentType("text/plain"), expiry)
        .withTail(Tail.EMPTY.appended(6, 1, 6).sealed().appended(4, 1, 4));
  }

  private static CreateIntent intent(ForkPoint point) {
    return new CreateIntent(PATH, null, null, ParsedBody.EMPTY, false, point);
  }

  private static CreationRules.Decision decide(
      @Nullable StreamState existing, @Nullable StreamState source, CreateIntent intent) {
    return CreationRules.decide(existing, source, intent, KEY, RotationPolicy.NEVER, NOW);
  }

  private static StreamState fork(StreamState source, CreateIntent intent) {
    return ((Created) decide(null, source, intent).changes().getFirst()).state();
  }

  @Test
  void aForkWithoutOffsetStartsAtTheTail() {
    StreamState fork = fork(SOURCE, intent(AT_TAIL));
    assertThat(fork.origin())
        .isEqualTo(new Origin.Fork(SOURCE.path(), SOURCE.key(), 10, new Offset(1, 4)));
    assertThat(fork.tail()).isEqualTo(new Tail(10, new Offset(1, 4), 2, 10, 0, 0));
    assertThat(decide(null, SOURCE, intent(AT_TAIL)).outcome())
        .isEqualTo(new CreateOutcome.Created(SOURCE.contentType(), new Offset(1, 4), false));
  }

  @Test
  void aForkBeginsAtTheFloorAndSharesTheLineageOfOneThatDoesNot() {
    RotationPolicy raised = RotationPolicy.NEVER.withFloor(1_000);
    var decision = CreationRules.decide(null, SOURCE, intent(AT_EIGHT), KEY, raised, Instant.EPOCH);
    StreamState fork = ((Created) decision.changes().getFirst()).state();
    assertThat(fork.tail()).isEqualTo(new Tail(8, new Offset(1, 2), 1_000, 8, 0, 0));
    assertThat(fork.lineage()).isEqualTo(fork(SOURCE, intent(AT_EIGHT)).lineage());
    assertThat(fork.lineage().ofSegment(1).key()).isEqualTo(SOURCE.key());
    assertThat(fork.lineage().ofSegment(1_000).key()).isEqualTo(KEY);
  }

  @Test
  void aForkStartsWhereItsForkPointIs() {
    StreamState fork = fork(SOURCE, intent(AT_EIGHT));
    assertThat(fork.tail().position()).isEqualTo(8);
    assertThat(fork.tail().segment()).isEqualTo(2);
    assertThat(fork.lineage().holding(7).key()).isEqualTo(SOURCE.key());
    assertThat(fork.lineage().holding(8).key()).isEqualTo(KEY);
  }

  @Test
  void aForkIsOpenAndHasNoWriterState() {
    StreamState source =
        SOURCE
            .withClosure(new Closure.ClosedBy(new ProducerStamp("p", 0, 0)))
            .withLastSeq(new StreamSeq("9"))
            .withMoreForks(3);
    StreamState fork = fork(source, intent(AT_TAIL));
    assertThat(fork.closure()).isEqualTo(Closure.open());
    assertThat(fork.lastSeq()).isEqualTo(StreamSeq.NONE);
    assertThat(fork.forks()).isZero();
    assertThat(fork.contentType()).isEqualTo(source.contentType());
  }

  @Test
  void contentOfAForkFollowsItsForkPoint() {
    var intent = new CreateIntent(PATH, null, null, Streams.text("own"), true, AT_EIGHT);
    var decision = decide(null, SOURCE, intent);
    Appended appended = (Appended) decision.changes().get(1);
    assertThat(appended.from()).isEqualTo(8);
    assertThat(appended.tail().offset()).isEqualTo(new Offset(2, 3));
    assertThat(decision.outcome())
        .isEqualTo(new CreateOutcome.Created(SOURCE.contentType(), new Offset(2, 3), true));
  }

  static Stream<Arguments> inheritedExpiry() {
    return Stream.of(
        Arguments.of(Expiry.never(), null, Expiry.never()),
        Arguments.of(Expiry.never(), HOUR, HOUR),
        Arguments.of(Expiry.never(), JUNE, JUNE),
        Arguments.of(HOUR, null, HOUR),
        Arguments.of(HOUR, DAY, DAY),
        Arguments.of(HOUR, JUNE, JUNE),
        Arguments.of(JUNE, null, JUNE),
        Arguments.of(JUNE, HOUR, HOUR),
        Arguments.of(JUNE, JULY, JULY));
  }

  @ParameterizedTest
  @MethodSource("inheritedExpiry")
  void expiryIsInheritedByTheTable(Expiry ofSource, @Nullable Expiry asked, Expiry ofFork) {
    StreamState source = source(ofSource).withDeadline(NOW.plusSeconds(1));
    var intent = new CreateIntent(PATH, null, asked, ParsedBody.EMPTY, false, AT_TAIL);
    StreamState fork = fork(source, intent);
    assertThat(fork.expiry()).isEqualTo(ofFork);
    assertThat(fork.deadline()).isEqualTo(ofFork.persistedDeadline(NOW));
  }

  @Test
  void aSourceMustBeThereAndNotDeleted() {
    assertThat(decide(null, null, intent(AT_TAIL)).outcome()).isEqualTo(new SourceNotFound());
    assertThat(decide(null, SOURCE.asSoftDeleted(), intent(AT_TAIL)).outcome())
        .isEqualTo(new SourceGone());
  }

  @Test
  void aSourceThatWasTrimmedIsRefused() {
    StreamState trimmed = SOURCE.withFront(new Front(6, new Offset(0, 6)));
    assertThat(decide(null, trimmed, intent(AT_EIGHT)).outcome()).isInstanceOf(BadForkPoint.class);
    assertThat(decide(null, trimmed, intent(AT_TAIL)).outcome()).isInstanceOf(BadForkPoint.class);
  }

  @Test
  void aForkPointOfAnotherIncarnationIsRefused() {
    ForkPoint stale = new ForkPoint.At(SOURCE.path(), new StreamKey(3), 8, new Offset(1, 2));
    assertThat(decide(null, SOURCE, intent(stale)).outcome()).isInstanceOf(BadForkPoint.class);
  }

  @Test
  void aForkHasTheTypeOfItsSource() {
    var same =
        new CreateIntent(
            PATH, new ContentType("TEXT/plain;x=y"), null, ParsedBody.EMPTY, false, AT_TAIL);
    assertThat(fork(SOURCE, same).contentType()).isEqualTo(SOURCE.contentType());
    var other = new CreateIntent(PATH, ContentType.JSON, null, ParsedBody.EMPTY, false, AT_TAIL);
    assertThat(decide(null, SOURCE, other).outcome())
        .isInstanceOfSatisfying(
            Conflict.class, conflict -> assertThat(conflict.reason()).contains("text/plain"));
  }

  @Test
  void nothingIsWrittenForAForkThatIsRefused() {
    var bad = new CreateIntent(PATH, null, null, new ParsedBody.Invalid("x"), false, AT_TAIL);
    assertThat(decide(null, SOURCE, bad).changes()).isEmpty();
    assertThat(decide(null, null, intent(AT_TAIL)).changes()).isEmpty();
  }

  @Test
  void creatingTheSameForkAgainFindsIt() {
    StreamState fork = fork(SOURCE, intent(AT_EIGHT));
    StreamState moved = SOURCE.withTail(SOURCE.tail().appended(9, 1, 9)).withMoreForks(1);
    assertThat(decide(fork, moved, intent(AT_EIGHT)).outcome())
        .isEqualTo(new AlreadyExists(SOURCE.contentType(), new Offset(1, 2), false));
    StreamState atTail = fork(SOURCE, intent(AT_TAIL));
    assertThat(decide(atTail, moved, intent(AT_TAIL)).outcome())
        .as("although the tail has moved")
        .isInstanceOf(AlreadyExists.class);
    assertThat(decide(atTail, moved.asSoftDeleted(), intent(AT_TAIL)).outcome())
        .isInstanceOf(AlreadyExists.class);
  }

  @Test
  void theInheritedExpiryIsPartOfTheSameConfiguration() {
    StreamState source = source(HOUR);
    StreamState fork = fork(source, intent(AT_EIGHT));
    assertThat(decide(fork, source, intent(AT_EIGHT)).outcome()).isInstanceOf(AlreadyExists.class);
    for (Expiry asked : new Expiry[] {HOUR, DAY}) {
      var again = new CreateIntent(PATH, null, asked, ParsedBody.EMPTY, false, AT_EIGHT);
      assertThat(decide(fork, source, again).outcome())
          .isInstanceOf(asked.equals(HOUR) ? AlreadyExists.class : Conflict.class);
    }
  }

  static Stream<Arguments> otherOrigins() {
    StreamState fork = fork(SOURCE, intent(AT_EIGHT));
    StreamState root = Streams.empty(SOURCE.contentType(), Expiry.never());
    StreamPath path = SOURCE.path();
    StreamKey key = SOURCE.key();
    return Stream.of(
        Arguments.of(fork, ForkPoint.NONE),
        Arguments.of(root, AT_EIGHT),
        Arguments.of(root, AT_TAIL),
        Arguments.of(fork, new ForkPoint.At(path, key, 7, new Offset(1, 1))),
        Arguments.of(fork, new ForkPoint.At(path, new StreamKey(99), 8, new Offset(1, 2))),
        Arguments.of(fork, new ForkPoint.AtTail(new StreamPath("elsewhere"))));
  }

  @ParameterizedTest
  @MethodSource("otherOrigins")
  void anotherOriginIsAConflict(StreamState existing, ForkPoint point) {
    var intent = new CreateIntent(PATH, SOURCE.contentType(), null, ParsedBody.EMPTY, false, point);
    assertThat(decide(existing, SOURCE, intent).outcome())
        .isInstanceOfSatisfying(
            Conflict.class, conflict -> assertThat(conflict.reason()).contains("origin"));
  }
}
