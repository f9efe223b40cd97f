package durablestreams.application.expiry;

import durablestreams.application.background.BackgroundLoop;
import durablestreams.application.background.Leadership;
import durablestreams.application.port.DamagedDataException;
import durablestreams.application.port.StreamDirectory;
import durablestreams.application.sequencer.Batch;
import durablestreams.application.sequencer.StreamSequencer;
import durablestreams.domain.stream.StreamKey;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;

/**
 * Background sweep that ends expired streams once a second.
 *
 * <p>The store has the persisted deadlines, which can be out of date; the lane has the actual ones
 * and decides.
 */
public final class ExpirySweeper implements AutoCloseable {

  private static final Duration INTERVAL = Duration.ofSeconds(1);
  private static final int PIECE = 256;

  private final StreamDirectory directory;
  private final StreamSequencer sequencer;
  private final InstantSource clock;
  private final BackgroundLoop loop;

  public ExpirySweeper(
      StreamDirectory directory,
      StreamSequencer sequencer,
      Leadership leadership,
      InstantSource clock) {
    this.directory = directory;
    this.sequencer = sequencer;
    this.clock = clock;
    this.loop = new BackgroundLoop("expiry-sweeper", INTERVAL, leadership, this::sweep);
  }

  public ExpirySweeper start() {
    loop.start();
    return this;
  }

  /** Ends some streams that are due; whether there may be more. */
  boolean sweep() {
    List<StreamKey> due = directory.expired(clock.instant(), PIECE);
    if (due.isEmpty()) {
      return false;
    }
    List<StreamKey> loaded = sequencer.preload(due);
    if (!loaded.isEmpty()) {
      sequencer.submit(batch -> {
        loaded.forEach(key -> expire(batch, key));
        return due.size();
      });
    }
    return due.size() == PIECE && !loaded.isEmpty();
  }

  private static void expire(Batch batch, StreamKey key) {
    try {
      batch.expire(key);
    } catch (DamagedDataException e) {
      // It, or an ancestor that goes with it, was damaged while it was in memory. Nothing was
      // decided on it; the others end, and its own callers are told.
    }
  }

  /** Ends all streams that are due, and waits for that. */
  public void complete() throws InterruptedException {
    loop.complete();
  }

  @Override
  public void close() {
    loop.close();
  }
}
