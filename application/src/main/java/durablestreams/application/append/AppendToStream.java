package durablestreams.application.append;

import durablestreams.application.observe.RequestTimings;
import durablestreams.application.observe.RequestTimings.Phase;
import durablestreams.application.port.JsonText;
import durablestreams.application.sequencer.Batch;
import durablestreams.application.sequencer.StreamSequencer;
import durablestreams.domain.append.AppendIntent;
import durablestreams.domain.append.AppendOutcome;
import durablestreams.domain.append.AppendRules;
import durablestreams.domain.message.MessageBatch;
import durablestreams.domain.message.ParsedBody;
import durablestreams.domain.producer.ProducerStamp;
import durablestreams.domain.producer.ProducerState;
import durablestreams.domain.stream.ContentType;
import durablestreams.domain.stream.StreamState;
import org.jspecify.annotations.Nullable;

/** Appends to streams and closes them (protocol, sections 5.2 and 5.3). */
public final class AppendToStream {

  /** The most producers one stream remembers; one more is refused. */
  public static final int MAX_PRODUCERS = 10_000;

  private final StreamSequencer sequencer;
  private final JsonText json;

  public AppendToStream(StreamSequencer sequencer, JsonText json) {
    this.sequencer = sequencer;
    this.json = json;
  }

  /**
   * Appends, and returns once that is durable.
   *
   * @throws durablestreams.application.OverloadedException when too many appends are waiting
   */
  public AppendOutcome append(AppendCommand command, RequestTimings timings) {
    long start = timings.start();
    AppendIntent intent =
        new AppendIntent(
            command.path(),
            command.contentType(),
            parse(command.body(), command.contentType()),
            command.stamp(),
            command.streamSeq(),
            command.close());
    timings.end(Phase.PARSE, start);
    return sequencer.submit(batch -> decide(batch, intent), command.body().length, timings);
  }

  private ParsedBody parse(byte[] body, @Nullable ContentType type) {
    if (body.length == 0) {
      return ParsedBody.EMPTY;
    }
    return type != null && type.isJson()
        ? json.parse(body)
        : new ParsedBody.Messages(MessageBatch.ofBytes(body));
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
