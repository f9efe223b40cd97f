package durablestreams.domain.creation;

import durablestreams.domain.append.AppendRules;
import durablestreams.domain.change.StreamChange;
import durablestreams.domain.message.MessageBatch;
import durablestreams.domain.message.ParsedBody;
import durablestreams.domain.retention.RetentionRules;
import durablestreams.domain.segment.RotationPolicy;
import durablestreams.domain.stream.Closure;
import durablestreams.domain.stream.ContentType;
import durablestreams.domain.stream.Expiry;
import durablestreams.domain.stream.LifecycleEvent;
import durablestreams.domain.stream.Lineage;
import durablestreams.domain.stream.Origin;
import durablestreams.domain.stream.StreamKey;
import durablestreams.domain.stream.StreamSeq;
import durablestreams.domain.stream.StreamState;
import durablestreams.domain.stream.Tail;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Rules of creating streams, including forks (protocol, sections 4.2 and 5.1). */
public final class CreationRules {

  private CreationRules() {}

  /** The outcome, and the changes that make it true; none unless a stream was created. */
  public record Decision(CreateOutcome outcome, List<StreamChange> changes) {
    static Decision rejected(CreateOutcome outcome) {
      return new Decision(outcome, List.of());
    }
  }

  /**
   * Decides {@code intent}.
   *
   * @param existing the stream that holds the name now, soft-deleted or not, or {@code null}
   * @param source the stream that holds the name to fork from, or {@code null}
   * @param key the key of the new stream, should there be one
   */
  public static Decision decide(
      @Nullable StreamState existing,
      @Nullable StreamState source,
      CreateIntent intent,
      StreamKey key,
      RotationPolicy rotation,
      Instant now) {
    if (!holds(intent.precondition(), existing)) {
      return Decision.rejected(new CreateOutcome.PreconditionFailed(intent.precondition()));
    }
    if (existing != null) {
      return Decision.rejected(onExisting(existing, source, intent));
    }
    if (intent.fork() instanceof ForkPoint.None) {
      return root(intent, key, rotation, now);
    }
    if (source == null) {
      return Decision.rejected(new CreateOutcome.SourceNotFound());
    }
    if (source.softDeleted()) {
      return Decision.rejected(new CreateOutcome.SourceGone());
    }
    if (intent.fork() instanceof ForkPoint.At at && !at.sourceKey().equals(source.key())) {
      return Decision.rejected(
          new CreateOutcome.BadForkPoint(
              "the source was replaced meanwhile: read its offsets again"));
    }
    if (!RetentionRules.isForkable(source)) {
      return Decision.rejected(
          new CreateOutcome.BadForkPoint(
              "the source cannot be forked: its first messages were removed"));
    }
    if (intent.contentType() != null && !source.contentType().matches(intent.contentType())) {
      return Decision.rejected(
          new CreateOutcome.Conflict(
              "a fork has the content type of its source, " + source.contentType()));
    }
    return fork(intent, source, key, rotation, now);
  }

  /** A soft-deleted stream is a conflict in any case, which says more. */
  private static boolean holds(Precondition precondition, @Nullable StreamState existing) {
    return switch (precondition) {
      case NONE -> true;
      case EXISTS -> existing != null;
      case ABSENT -> existing == null || existing.softDeleted();
    };
  }

  private static CreateOutcome onExisting(
      StreamState existing, @Nullable StreamState source, CreateIntent intent) {
    if (existing.softDeleted()) {
      return new CreateOutcome.Conflict(
          "the stream was deleted, and its forks still hold the name");
    }
    if (!sameOrigin(existing, source, intent.fork())) {
      return new CreateOutcome.Conflict("the stream exists with another origin");
    }
    if (!sameContentType(existing, intent)) {
      return new CreateOutcome.Conflict(
          "the stream exists with content type " + existing.contentType());
    }
    if (!sameExpiry(existing, source, intent)) {
      return new CreateOutcome.Conflict(
          "the stream exists with another Stream-TTL or Stream-Expires-At");
    }
    if (existing.isClosed() != intent.closed()) {
      return new CreateOutcome.Conflict(
          existing.isClosed()
              ? "the stream exists and is closed: add Stream-Closed: true to accept that"
              : "the stream exists and is open: leave out Stream-Closed");
    }
    return new CreateOutcome.AlreadyExists(
        existing.contentType(), existing.tail().offset(), existing.isClosed());
  }

  private static boolean sameOrigin(
      StreamState existing, @Nullable StreamState source, ForkPoint wanted) {
    return switch (existing.origin()) {
      case Origin.Root() -> wanted instanceof ForkPoint.None;
      case Origin.Fork fork ->
          switch (wanted) {
            case ForkPoint.None() -> false;
            case ForkPoint.AtTail(var path) ->
                path.equals(fork.source())
                    && (source == null || source.key().equals(fork.sourceKey()));
            case ForkPoint.At at ->
                at.sourceKey().equals(fork.sourceKey()) && at.position() == fork.position();
          };
    };
  }

  private static boolean sameContentType(StreamState existing, CreateIntent intent) {
    ContentType wanted = intent.contentType();
    if (wanted == null) {
      return existing.origin() instanceof Origin.Fork
          || existing.contentType().matches(ContentType.OCTET_STREAM);
    }
    return existing.contentType().matches(wanted);
  }

  private static boolean sameExpiry(
      StreamState existing, @Nullable StreamState source, CreateIntent intent) {
    Expiry wanted = intent.expiry();
    if (wanted != null) {
      return existing.expiry().equals(wanted);
    }
    if (existing.origin() instanceof Origin.Root) {
      return existing.expiry().equals(Expiry.never());
    }
    return source == null || existing.expiry().equals(source.expiry());
  }

  private static Decision root(
      CreateIntent intent, StreamKey key, RotationPolicy rotation, Instant now) {
    ContentType type =
        intent.contentType() == null ? ContentType.OCTET_STREAM : intent.contentType();
    Expiry expiry = intent.expiry() == null ? Expiry.never() : intent.expiry();
    return created(
        intent,
        new StreamState(
            key,
            intent.path(),
            type,
            expiry,
            now,
            Origin.ROOT,
            Lineage.ofRoot(key),
            Tail.EMPTY.raisedTo(rotation.floor()),
            Closure.open(),
            StreamSeq.NONE,
            0,
            expiry.persistedDeadline(now),
            false),
        rotation,
        now);
  }

  private static Decision fork(
      CreateIntent intent,
      StreamState source,
      StreamKey key,
      RotationPolicy rotation,
      Instant now) {
    Origin.Fork origin =
        switch (intent.fork()) {
          case ForkPoint.At at ->
              new Origin.Fork(source.path(), source.key(), at.position(), at.offset());
          default ->
              new Origin.Fork(
                  source.path(), source.key(), source.tail().position(), source.tail().offset());
        };
    Expiry expiry = intent.expiry() == null ? source.expiry() : intent.expiry();
    Tail tail = Tail.ofFork(origin.position(), origin.offset());
    Lineage lineage = source.lineage().forkedAt(key, origin.position(), tail.segment());
    return created(
        intent,
        new StreamState(
            key,
            intent.path(),
            source.contentType(),
            expiry,
            now,
            origin,
            lineage,
            tail.raisedTo(rotation.floor()),
            Closure.open(),
            StreamSeq.NONE,
            0,
            expiry.persistedDeadline(now),
            false),
        rotation,
        now);
  }

  private static Decision created(
      CreateIntent intent, StreamState fresh, RotationPolicy rotation, Instant now) {
    List<StreamChange> changes = new ArrayList<>(5);
    changes.add(new StreamChange.Created(fresh, intent.tenant()));
    StreamState state = fresh;
    switch (intent.body()) {
      case ParsedBody.Messages(MessageBatch batch) -> {
        Tail tail =
            state.tail().appended(batch.units(), batch.messageCount(), batch.payloadBytes());
        changes.add(
            new StreamChange.Appended(
                state.key(), state.tail().position(), batch, tail, null, StreamSeq.NONE, now));
        state = state.withTail(tail);
      }
      case ParsedBody.Empty ignored -> {}
      case ParsedBody.EmptyArray ignored -> {}
      case ParsedBody.Invalid(String reason) -> {
        return Decision.rejected(new CreateOutcome.BadBody(reason));
      }
    }
    if (intent.closed()) {
      changes.add(new StreamChange.Closed(state.key(), Closure.closed(), null, now));
    }
    boolean seals = rotation.rotates() && (intent.closed() || rotation.sealsAt(state.tail()));
    if (seals && !state.tail().segmentIsEmpty()) {
      changes.add(AppendRules.sealed(state));
    }
    changes.add(
        new StreamChange.EventQueued(
            new LifecycleEvent.StreamCreated(
                state.path(), state.contentType(), state.createdAt())));
    return new Decision(
        new CreateOutcome.Created(state.contentType(), state.tail().offset(), intent.closed()),
        changes);
  }
}
