package durablestreams.application.sequencer;

import durablestreams.domain.stream.StreamKey;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/** Recorder of deadlines that prevent the eviction of their streams; one call at a time. */
final class DeadlineRecorder {

  private final StreamSequencer sequencer;
  private final AtomicBoolean recording = new AtomicBoolean();

  DeadlineRecorder(StreamSequencer sequencer) {
    this.sequencer = sequencer;
  }

  void record(List<StreamKey> keys) {
    if (recording.compareAndSet(false, true)
        && !sequencer.offer(batch -> {
          recording.set(false);
          keys.forEach(batch::expire);
          return true;
        })) {
      recording.set(false);
    }
  }
}
