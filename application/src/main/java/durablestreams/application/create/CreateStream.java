package durablestreams.application.create;

import durablestreams.application.append.BodyParser;
import durablestreams.application.create.CreateCommand.ForkOf;
import durablestreams.application.create.CreateCommand.NoFork;
import durablestreams.application.memory.Lease;
import durablestreams.application.observe.RequestTimings;
import durablestreams.application.quota.StorageQuota;
import durablestreams.application.sequencer.Batch;
import durablestreams.application.sequencer.Presence;
import durablestreams.application.sequencer.StreamLookup;
import durablestreams.application.sequencer.StreamSequencer;
import durablestreams.application.sequencer.cache.StreamEntry;
import durablestreams.domain.creation.CreateIntent;
import durablestreams.domain.creation.CreateOutcome;
import durablestreams.domain.creation.CreationRules;
import durablestreams.domain.creation.ForkPoint;
import durablestreams.domain.stream.ContentType;
import durablestreams.domain.stream.StreamPath;
import durablestreams.domain.stream.StreamState;
import org.jspecify.annotations.Nullable;

/**
 * Use case of creating streams and forks, idempotently (protocol, sections 4.2 and 5.1).
 *
 * <p>The fork position is resolved before the operation is queued, because that may need the
 * archive. Positions never change, so the lane only checks that the source is still the same.
 */
public final class CreateStream {

  private final StreamSequencer sequencer;
  private final StreamLookup lookup;
  private final ForkPoints forkPoints;
  private final BodyParser bodies;
  private final StreamQuota quota;
  private final StorageQuota storage;
  private final int maxForkDepth;

  public CreateStream(
      StreamSequencer sequencer,
      StreamLookup lookup,
      ForkPoints forkPoints,
      BodyParser bodies,
      StreamQuota quota,
      StorageQuota storage,
      int maxForkDepth) {
    this.sequencer = sequencer;
    this.lookup = lookup;
    this.forkPoints = forkPoints;
    this.bodies = bodies;
    this.quota = quota;
    this.storage = storage;
    this.maxForkDepth = maxForkDepth;
  }

  /**
   * Creates a stream; returns once it is durable.
   *
   * @throws durablestreams.application.OverloadedException if the queue is full
   * @throws durablestreams.application.memory.InsufficientMemoryException when there is no room for
   *     the body or its messages
   */
  public CreateOutcome create(CreateCommand command, RequestTimings timings) {
    return switch (command.fork()) {
      case NoFork() -> submit(command, command.contentType(), ForkPoint.NONE, timings);
      case ForkOf fork -> fork(command, fork, timings);
    };
  }

  private CreateOutcome fork(CreateCommand command, ForkOf fork, RequestTimings timings) {
    sequencer.confirm();
    StreamEntry source = forkPoints.source(fork.source());
    if (source == null) {
      return withoutSource(command);
    }
    ContentType type =
        command.contentType() == null ? source.committed().contentType() : command.contentType();
    return switch (forkPoints.locate(source, fork, timings)) {
      case ForkPoints.Located(ForkPoint point) -> submit(command, type, point, timings);
      case ForkPoints.Nowhere(String reason) -> new CreateOutcome.BadForkPoint(reason);
      case ForkPoints.NoSource() -> withoutSource(command);
    };
  }

  private CreateOutcome withoutSource(CreateCommand command) {
    return lookup.find(command.path()) instanceof Presence.Absent
        ? new CreateOutcome.SourceNotFound()
        : new CreateOutcome.Conflict("the stream exists with another origin");
  }

  private CreateOutcome submit(
      CreateCommand command,
      @Nullable ContentType bodyType,
      ForkPoint point,
      RequestTimings timings) {
    StorageQuota.Exceeded exceeded = storage.admit(command.tenant(), command.body().length);
    if (exceeded != null) {
      return new CreateOutcome.StorageFull(exceeded.ofTenant(), exceeded.limit());
    }
    Lease given = command.lease();
    if (given != null) {
      return submit(command, given, bodyType, point, timings);
    }
    try (Lease own = bodies.lease(command.body())) {
      return submit(command, own, bodyType, point, timings);
    }
  }

  private CreateOutcome submit(
      CreateCommand command,
      Lease lease,
      @Nullable ContentType bodyType,
      ForkPoint point,
      RequestTimings timings) {
    CreateIntent intent =
        new CreateIntent(
            command.path(),
            command.contentType(),
            command.expiry(),
            bodies.parse(command.body(), lease, bodyType, timings),
            command.closed(),
            point,
            command.tenant(),
            command.precondition());
    sequencer.preload(command.path());
    return sequencer.submit(batch -> decide(batch, intent), command.body().length, timings);
  }

  private CreateOutcome decide(Batch batch, CreateIntent intent) {
    StreamState existing = batch.find(intent.path());
    StreamPath sourcePath =
        switch (intent.fork()) {
          case ForkPoint.None() -> null;
          case ForkPoint.AtTail(StreamPath source) -> source;
          case ForkPoint.At at -> at.source();
        };
    StreamState source = sourcePath == null ? null : batch.find(sourcePath);
    CreationRules.Decision decision =
        CreationRules.decide(
            existing, source, intent, batch.newKey(), batch.rotation(), batch.now());
    if (decision.outcome() instanceof CreateOutcome.Created) {
      if (source != null && source.lineage().depth() >= maxForkDepth) {
        return new CreateOutcome.TooDeep(maxForkDepth);
      }
      if (!quota.hasRoom(batch, intent.tenant())) {
        return new CreateOutcome.TooManyStreams(quota.limit());
      }
      quota.created(batch, intent.tenant());
    }
    batch.record(decision.changes());
    if (source != null && !source.softDeleted() && !decision.changes().isEmpty()) {
      batch.touch(source.key());
    }
    return decision.outcome();
  }
}
