package durablestreams.application.registry;

import durablestreams.application.background.BackgroundLoop;
import durablestreams.application.port.MaintenanceQueue;
import durablestreams.application.port.MaintenanceQueue.NumberedEvent;
import durablestreams.application.sequencer.Batch;
import durablestreams.application.sequencer.StreamSequencer;
import durablestreams.domain.append.AppendIntent;
import durablestreams.domain.append.AppendRules;
import durablestreams.domain.change.StreamChange;
import durablestreams.domain.creation.CreateIntent;
import durablestreams.domain.creation.CreationRules;
import durablestreams.domain.creation.ForkPoint;
import durablestreams.domain.message.MessageBatch;
import durablestreams.domain.message.ParsedBody;
import durablestreams.domain.stream.ContentType;
import durablestreams.domain.stream.StreamSeq;
import durablestreams.domain.stream.StreamState;
import durablestreams.domain.stream.SystemStreams;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/**
 * Appends the events of creating and deleting commits to the registry stream.
 *
 * <p>Events wait in the store since the commit they tell of. Appending them and taking them off the
 * list is one commit too, so each of them stands in the registry exactly once and in order,
 * whenever the process dies.
 */
public final class RegistryProjector implements AutoCloseable {

  private static final Duration INTERVAL = Duration.ofSeconds(5);
  private static final int PIECE = 500;

  private final MaintenanceQueue queue;
  private final StreamSequencer sequencer;
  private final BackgroundLoop loop;

  public RegistryProjector(MaintenanceQueue queue, StreamSequencer sequencer) {
    this.queue = queue;
    this.sequencer = sequencer;
    this.loop = new BackgroundLoop("registry-projector", INTERVAL, this::project);
  }

  public RegistryProjector start() {
    sequencer.submit(RegistryProjector::ensureRegistry);
    loop.start();
    return this;
  }

  /** Has new events projected soon. */
  public void signal() {
    loop.signal();
  }

  /** Projects some events; whether there are more. */
  boolean project() {
    List<NumberedEvent> events = queue.announcements(PIECE);
    if (!events.isEmpty()) {
      sequencer.submit(batch -> append(batch, events));
    }
    return events.size() == PIECE;
  }

  private static boolean append(Batch batch, List<NumberedEvent> events) {
    ensureRegistry(batch);
    byte[][] texts =
        events.stream()
            .map(e -> RegistryEventJson.of(e.event()).getBytes(StandardCharsets.UTF_8))
            .toArray(byte[][]::new);
    AppendIntent intent =
        new AppendIntent(
            SystemStreams.REGISTRY,
            ContentType.JSON,
            new ParsedBody.Messages(MessageBatch.joinJson(texts)),
            null,
            StreamSeq.NONE,
            false);
    StreamState registry = batch.find(SystemStreams.REGISTRY);
    if (registry == null) {
      throw new IllegalStateException("the registry stream is not there");
    }
    batch.record(
        AppendRules.decide(registry, null, intent, batch.rotation(), batch.now()).changes());
    batch.record(List.of(new StreamChange.AnnouncementsDelivered(events.getLast().number())));
    return true;
  }

  private static boolean ensureRegistry(Batch batch) {
    if (batch.find(SystemStreams.REGISTRY) != null) {
      return false;
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
        changes.stream().filter(change -> !(change instanceof StreamChange.Announced)).toList());
    return true;
  }

  @Override
  public void close() {
    loop.close();
  }
}
