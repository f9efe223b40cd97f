package durablestreams.application.sequencer;

import durablestreams.domain.stream.StreamKey;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * Gives stream keys: the microsecond of the creation, or one more than the last when that is not
 * larger. So keys are never given twice, even when the store that remembered the last one was lost
 * and rebuilt.
 */
final class StreamKeys {

  private long last;

  StreamKeys(long highestKnown) {
    this.last = highestKnown;
  }

  StreamKey next(Instant now) {
    last = Math.max(last + 1, ChronoUnit.MICROS.between(Instant.EPOCH, now));
    return new StreamKey(last);
  }
}
