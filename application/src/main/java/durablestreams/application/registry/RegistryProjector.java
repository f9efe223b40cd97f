package durablestreams.application.registry;

import durablestreams.application.DamagedException;
import durablestreams.application.background.BackgroundLoop;
import durablestreams.application.background.Leadership;
import durablestreams.application.port.MaintenanceQueue;
import durablestreams.application.port.MaintenanceQueue.NumberedEvent;
import durablestreams.application.port.StaleStateException;
import durablestreams.application.port.StreamDirectory;
import durablestreams.application.sequencer.Batch;
import durablestreams.application.sequencer.StreamSequencer;
import durablestreams.domain.change.StreamChange;
import durablestreams.domain.stream.StreamState;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;

/**
 * Background projection of creations and deletions to the registry stream, and trigger of its
 * compaction.
 *
 * <p>An event is stored in the commit that it describes. Appending events to the registry and
 * removing them from the queue is one commit, so each event is in the registry exactly once and in
 * order, even after a crash.
 */
public final class RegistryProjector implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger(RegistryProjector.class.getName());
  private static final Duration INTERVAL = Duration.ofSeconds(5);
  private static final int PIECE = 500;

  private final MaintenanceQueue queue;
  private final StreamSequencer sequencer;
  private final Leadership leadership;
  private final RegistryCompaction compaction;
  private final BackgroundLoop loop;

  /** The term that work was last done in; for the loop, and for the start before it. */
  private long term;

  /**
   * @param minMessages messages up to which the registry is not compacted
   */
  public RegistryProjector(
      MaintenanceQueue queue,
      StreamDirectory directory,
      StreamSequencer sequencer,
      Leadership leadership,
      long minMessages) {
    this.queue = queue;
    this.leadership = leadership;
    this.sequencer = sequencer;
    this.compaction = new RegistryCompaction(directory, sequencer, minMessages);
    this.loop = new BackgroundLoop("registry-projector", INTERVAL, leadership, this::project);
  }

  /** Starts the projection; a registry that is damaged keeps no other stream from being served. */
  public RegistryProjector start() {
    if (leadership.held()) {
      try {
        begin();
      } catch (DamagedException | StaleStateException e) {
        LOG.log(Level.ERROR, "The registry is damaged, and takes no events: " + e.getMessage());
      }
    }
    loop.start();
    return this;
  }

  /** Another server may have done the work meanwhile: nothing that memory knows counts. */
  private void begin() {
    long now = leadership.term();
    if (now == term) {
      return;
    }
    compaction.reset();
    compaction.beginIfDue(sequencer.submit(RegistryStream::ensure));
    term = now;
  }

  /** Has new events projected soon. */
  public void signal() {
    loop.signal();
  }

  /** Projects some events, and a page of a snapshot; whether there is more to do. */
  boolean project() {
    begin();
    List<NumberedEvent> events = queue.announcements(PIECE);
    if (!events.isEmpty()) {
      compaction.beginIfDue(sequencer.submit(batch -> append(batch, events)));
    }
    compaction.appendPage();
    return events.size() == PIECE || compaction.isRunning();
  }

  private static StreamState append(Batch batch, List<NumberedEvent> events) {
    StreamState registry =
        RegistryStream.append(batch, events.stream().map(NumberedEvent::event).toList());
    batch.record(List.of(new StreamChange.AnnouncementsDelivered(events.getLast().number())));
    return registry;
  }

  @Override
  public void close() {
    loop.close();
  }
}
