package durablestreams.application.sequencer;

import durablestreams.domain.stream.StreamKey;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * Generator of stream keys: the microsecond of the creation, or the last key plus one if that is
 * larger. Keys are therefore unique even after the store was lost and rebuilt.
 */
final class StreamKeys {

  private long last;

  StreamKeys(long highestKnown) {
    this.last = highestKnown;
  }

  /** A key was given, here or by another server: no later one is below it. */
  void given(StreamKey key) {
    last = Math.max(last, key.value());
  }

  StreamKey next(Instant now) {
    last = Math.max(last + 1, ChronoUnit.MICROS.between(Instant.EPOCH, now));
    return new StreamKey(last);
  }
}
