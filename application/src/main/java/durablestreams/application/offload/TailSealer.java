package durablestreams.application.offload;

import durablestreams.application.background.BackgroundLoop;
import durablestreams.application.background.Leadership;
import durablestreams.application.port.DamagedDataException;
import durablestreams.application.port.MaintenanceQueue;
import durablestreams.application.sequencer.Batch;
import durablestreams.application.sequencer.StreamSequencer;
import durablestreams.domain.segment.SealCutoff;
import durablestreams.domain.stream.StreamKey;
import durablestreams.domain.stream.StreamState;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

/**
 * Background sealing of open segments that are idle or have been open for long, so that the hot log
 * shrinks without another append.
 */
final class TailSealer implements AutoCloseable {

  private static final Duration SHORTEST_INTERVAL = Duration.ofMillis(200);
  private static final int PIECE = 256;

  private final MaintenanceQueue queue;
  private final StreamSequencer sequencer;
  private final OffloadSettings settings;
  private final InstantSource clock;
  private final BackgroundLoop loop;

  TailSealer(
      MaintenanceQueue queue,
      StreamSequencer sequencer,
      OffloadSettings settings,
      Leadership leadership,
      InstantSource clock) {
    this.queue = queue;
    this.sequencer = sequencer;
    this.settings = settings;
    this.clock = clock;
    Duration quarter = Duration.ofMillis(settings.sealIdleAfter().toMillis() / 4);
    this.loop =
        new BackgroundLoop(
            "tail-sealer",
            quarter.compareTo(SHORTEST_INTERVAL) < 0 ? SHORTEST_INTERVAL : quarter,
            leadership,
            this::seal);
  }

  void start() {
    loop.start();
  }

  boolean seal() {
    Instant now = clock.instant();
    List<StreamKey> idle =
        queue.openSegments(
            SealCutoff.of(
                now.minus(settings.sealIdleAfter()),
                now.minus(settings.sealAfter()),
                now.plus(settings.sealIdleAfter())),
            PIECE);
    if (!idle.isEmpty()) {
      List<StreamKey> loaded = sequencer.preload(idle);
      sequencer.submit(batch -> {
        loaded.forEach(key -> seal(batch, key));
        return idle.size();
      });
    }
    return idle.size() == PIECE;
  }

  private static void seal(Batch batch, StreamKey key) {
    try {
      StreamState state = batch.find(key);
      if (state != null) {
        batch.seal(state);
      }
    } catch (DamagedDataException e) {
      // It was damaged while it was in memory. The others are sealed; its own callers are told.
    }
  }

  @Override
  public void close() {
    loop.close();
  }
}
