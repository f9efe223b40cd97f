package durablestreams.application.append;

import durablestreams.application.memory.Lease;
import durablestreams.application.observe.RequestTimings;
import durablestreams.application.sequencer.Batch;
import durablestreams.application.sequencer.StreamSequencer;
import durablestreams.domain.append.AppendIntent;
import durablestreams.domain.append.AppendOutcome;
import durablestreams.domain.append.AppendRules;
import durablestreams.domain.producer.ProducerStamp;
import durablestreams.domain.producer.ProducerState;
import durablestreams.domain.stream.StreamState;

/** Appends to streams and closes them (protocol, sections 5.2 and 5.3). */
public final class AppendToStream {

  /** The most producers one stream remembers; one more is refused. */
  public static final int MAX_PRODUCERS = 10_000;

  private final StreamSequencer sequencer;
  private final BodyParser bodies;

  public AppendToStream(StreamSequencer sequencer, BodyParser bodies) {
    this.sequencer = sequencer;
    this.bodies = bodies;
  }

  /**
   * Appends, and returns once that is durable.
   *
   * @throws durablestreams.application.OverloadedException when too many appends are waiting
   * @throws durablestreams.application.InsufficientMemoryException when there is no room for the
   *     body or its messages
   */
  public AppendOutcome append(AppendCommand command, RequestTimings timings) {
    Lease given = command.lease();
    if (given != null) {
      return append(command, given, timings);
    }
    try (Lease own = bodies.lease(command.body())) {
      return append(command, own, timings);
    }
  }

  private AppendOutcome append(AppendCommand command, Lease lease, RequestTimings timings) {
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

  private static AppendOutcome decide(Batch batch, AppendIntent intent) {
    StreamState state = batch.find(intent.path());
    if (state == null) {
      return new AppendOutcome.NotFound();
    }
    if (state.softDeleted()) {
      return new AppendOutcome.Gone();
    }
    ProducerStamp stamp = intent.stamp();
    ProducerState producer = stamp == null ? null : batch.producer(state.key(), stamp.id());
    AppendRules.Decision decision =
        AppendRules.decide(state, producer, intent, batch.rotation(), batch.now());
    if (decision.changes().isEmpty()) {
      return decision.outcome();
    }
    if (stamp != null && producer == null && batch.producers(state.key()) >= MAX_PRODUCERS) {
      return new AppendOutcome.TooManyProducers(MAX_PRODUCERS);
    }
    batch.record(decision.changes());
    batch.touch(state.key());
    return decision.outcome();
  }
}
