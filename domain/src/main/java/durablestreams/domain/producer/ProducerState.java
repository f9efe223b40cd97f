package durablestreams.domain.producer;

import java.time.Instant;

/**
 * State of one producer in a stream: its current epoch, the highest sequence number accepted in it,
 * and the time of its last use.
 *
 * @param usedMillis milliseconds since 1970, rounded down
 */
public record ProducerState(long epoch, long lastSeq, long usedMillis) {

  /** A producer in a map: its entry, the state, and the id without its characters. */
  private static final int OBJECT_BYTES = 160;

  /** The state after a stamped request was accepted at {@code at}. */
  public static ProducerState after(ProducerStamp stamp, Instant at) {
    return new ProducerState(stamp.epoch(), stamp.seq(), at.toEpochMilli());
  }

  /** Approximate heap bytes of a producer in a map. */
  public static long retainedBytes(String id) {
    return OBJECT_BYTES + 2L * id.length();
  }
}
