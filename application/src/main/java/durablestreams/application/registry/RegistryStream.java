package durablestreams.application.registry;

import durablestreams.application.sequencer.Batch;
import durablestreams.domain.append.AppendIntent;
import durablestreams.domain.append.AppendRules;
import durablestreams.domain.change.StreamChange;
import durablestreams.domain.creation.CreateIntent;
import durablestreams.domain.creation.CreationRules;
import durablestreams.domain.creation.ForkPoint;
import durablestreams.domain.message.JoinedMessages;
import durablestreams.domain.message.ParsedBody;
import durablestreams.domain.stream.ContentType;
import durablestreams.domain.stream.LifecycleEvent;
import durablestreams.domain.stream.StreamSeq;
import durablestreams.domain.stream.StreamState;
import durablestreams.domain.stream.SystemStreams;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Lane operations on the registry stream. */
final class RegistryStream {

  private RegistryStream() {}

  /** The registry stream, which is created if it is not there. */
  static StreamState ensure(Batch batch) {
    StreamState registry = batch.find(SystemStreams.REGISTRY);
    if (registry != null) {
      return registry;
    }
    CreateIntent intent =
        new CreateIntent(
            SystemStreams.REGISTRY,
            ContentType.JSON,
            null,
            ParsedBody.EMPTY,
            false,
            ForkPoint.NONE);
    List<StreamChange> changes =
        CreationRules.decide(null, null, intent, batch.newKey(), batch.rotation(), batch.now())
            .changes();
    batch.record(
        changes.stream().filter(change -> !(change instanceof StreamChange.EventQueued)).toList());
    return current(batch);
  }

  /** Appends one message for each event. */
  static StreamState append(Batch batch, List<? extends LifecycleEvent> events) {
    StreamState registry = ensure(batch);
    byte[][] texts =
        events.stream()
            .map(event -> RegistryEventJson.of(event).getBytes(StandardCharsets.UTF_8))
            .toArray(byte[][]::new);
    AppendIntent intent =
        new AppendIntent(
            SystemStreams.REGISTRY,
            ContentType.JSON,
            new ParsedBody.Messages(JoinedMessages.ofJson(texts)),
            null,
            StreamSeq.NONE,
            false);
    batch.record(
        AppendRules.decide(registry, null, intent, batch.rotation(), batch.now()).changes());
    return current(batch);
  }

  static StreamState current(Batch batch) {
    StreamState registry = batch.find(SystemStreams.REGISTRY);
    if (registry == null) {
      throw new IllegalStateException("the registry stream is not there");
    }
    return registry;
  }
}
