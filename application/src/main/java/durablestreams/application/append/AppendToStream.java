package durablestreams.application.append;

import durablestreams.application.memory.Lease;
import durablestreams.application.observe.RequestTimings;
import durablestreams.application.quota.StorageQuota;
import durablestreams.application.sequencer.Batch;
import durablestreams.application.sequencer.StreamSequencer;
import durablestreams.domain.append.AppendIntent;
import durablestreams.domain.append.AppendOutcome;
import durablestreams.domain.append.AppendRules;
import durablestreams.domain.change.StreamChange;
import durablestreams.domain.producer.ProducerRetention;
import durablestreams.domain.producer.ProducerStamp;
import durablestreams.domain.producer.ProducerState;
import durablestreams.domain.stream.StreamState;
import java.time.Instant;
import java.util.Collection;
import java.util.List;

/** Use case of appending to and closing streams (protocol, sections 5.2 and 5.3). */
public final class AppendToStream {

  private final StreamSequencer sequencer;
  private final BodyParser bodies;
  private final ProducerRetention retention;
  private final StorageQuota storage;

  public AppendToStream(
      StreamSequencer sequencer,
      BodyParser bodies,
      ProducerRetention retention,
      StorageQuota storage) {
    this.sequencer = sequencer;
    this.bodies = bodies;
    this.retention = retention;
    this.storage = storage;
  }

  /**
   * Appends; returns once that is durable.
   *
   * @throws durablestreams.application.OverloadedException if the queue is full
   * @throws durablestreams.application.memory.InsufficientMemoryException when there is no room for
   *     the body or its messages
   */
  public AppendOutcome append(AppendCommand command, RequestTimings timings) {
    StorageQuota.Exceeded exceeded = storage.admit(command.tenant(), command.body().length);
    if (exceeded != null) {
      return new AppendOutcome.StorageFull(exceeded.ofTenant(), exceeded.limit());
    }
    Lease given = command.lease();
    if (given != null) {
      return append(command, given, timings);
    }
    try (Lease own = bodies.lease(command.body())) {
      return append(command, own, timings);
    }
  }

  private AppendOutcome append(AppendCommand command, Lease lease, RequestTimings timings) {
    if (!sequencer.preload(command.path()) && sequencer.isSole()) {
      return new AppendOutcome.NotFound();
    }
    AppendIntent intent =
        new AppendIntent(
            command.path(),
            command.contentType(),
            bodies.parse(command.body(), lease, command.contentType(), timings),
            command.stamp(),
            command.streamSeq(),
            command.close());
    return sequencer.submit(batch -> decide(batch, intent), command.body().length, timings);
  }

  private AppendOutcome decide(Batch batch, AppendIntent intent) {
    StreamState state = batch.find(intent.path());
    if (state == null) {
      return new AppendOutcome.NotFound();
    }
    if (state.softDeleted()) {
      return new AppendOutcome.Gone();
    }
    ProducerStamp stamp = intent.stamp();
    ProducerState known = stamp == null ? null : batch.producer(state.key(), stamp.id());
    ProducerState producer = retention.remembered(known, batch.now());
    AppendRules.Decision decision =
        AppendRules.decide(state, producer, intent, batch.rotation(), batch.now());
    if (decision.changes().isEmpty()) {
      if (isRepetition(decision.outcome())) {
        batch.touch(state.key());
      }
      return decision.outcome();
    }
    if (stamp != null && known == null && !hasRoomForProducer(batch, state)) {
      return new AppendOutcome.TooManyProducers(ProducerRetention.MAX_PRODUCERS);
    }
    batch.record(decision.changes());
    batch.touch(state.key());
    return decision.outcome();
  }

  /** Whether the write was done before, which counts as a use of the stream. */
  private static boolean isRepetition(AppendOutcome outcome) {
    return outcome instanceof AppendOutcome.Duplicate
        || outcome instanceof AppendOutcome.AlreadyClosed;
  }

  /** Whether the stream can remember one more producer, after idle ones were evicted. */
  private boolean hasRoomForProducer(Batch batch, StreamState state) {
    Collection<ProducerState> byUse = batch.producersByUse(state.key());
    if (byUse.size() < ProducerRetention.MAX_PRODUCERS) {
      return true;
    }
    Instant before = retention.roomMadeBefore(byUse, batch.now());
    if (before == null) {
      return false;
    }
    batch.record(List.of(new StreamChange.ProducersForgotten(state.key(), before)));
    return true;
  }
}
