package durablestreams.domain.producer;

/**
 * Stamp of a request from an idempotent producer: producer id, epoch, and sequence number within
 * that epoch (protocol, section 5.2.1).
 *
 * @param epoch 0 to {@link #MAX_NUMBER}
 * @param seq 0 to {@link #MAX_NUMBER}
 */
public record ProducerStamp(String id, long epoch, long seq) {

  /** 2^53 - 1, the largest integer every JavaScript client can count to. */
  public static final long MAX_NUMBER = (1L << 53) - 1;

  /** The longest producer id, in characters. */
  public static final int MAX_ID_LENGTH = 256;

  public ProducerStamp {
    if (id.isEmpty() || id.length() > MAX_ID_LENGTH) {
      throw new IllegalArgumentException("Producer-Id has 1 to " + MAX_ID_LENGTH + " characters");
    }
    if (epoch < 0 || epoch > MAX_NUMBER || seq < 0 || seq > MAX_NUMBER) {
      throw new IllegalArgumentException(
          "Producer-Epoch and Producer-Seq are integers from 0 to " + MAX_NUMBER);
    }
  }
}
