package durablestreams.benchmarks.load;

import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * The messages of one stream as the writer sent them: when, and which offset is behind each. The
 * readers compare what they get with it.
 */
public final class Broadcast {

  private final AtomicLongArray sentAt;
  private final AtomicReferenceArray<String> offsets;
  private final String start;
  private volatile int sent;
  private volatile int measuredFrom = Integer.MAX_VALUE;
  private volatile int measuredTo = Integer.MAX_VALUE;

  /**
   * A broadcast without messages.
   *
   * @param start offset before the first message
   * @param capacity the most messages there can be
   */
  public Broadcast(String start, int capacity) {
    this.start = start;
    sentAt = new AtomicLongArray(capacity);
    offsets = new AtomicReferenceArray<>(capacity);
  }

  /** Whether no message more can be sent. */
  public boolean full() {
    return sent == sentAt.length();
  }

  /** Notes that the next message is about to go out; returns its number. */
  public int sending() {
    int number = sent;
    sentAt.setRelease(number, System.nanoTime());
    sent = number + 1;
    return number;
  }

  /** Notes the offset that the server gave for a message. */
  public void acknowledged(int number, String offset) {
    offsets.setRelease(number, offset);
  }

  /** Number of messages sent. */
  public int sent() {
    return sent;
  }

  /** Messages from the next one on are measured. */
  public void measureFromHere() {
    measuredFrom = sent;
  }

  /** Messages from the next one on are no longer measured. */
  public void measureUntilHere() {
    measuredTo = sent;
  }

  /** Number of messages that were measured. */
  public int measured() {
    return Math.max(0, Math.min(measuredTo, sent) - Math.min(measuredFrom, sent));
  }

  /** Whether a message is measured. */
  boolean measured(long number) {
    return number >= measuredFrom && number < measuredTo;
  }

  /** When a message was sent. */
  long sentAt(long number) {
    return sentAt.getAcquire((int) number);
  }

  /**
   * The offset to go on from for a reader that has all messages below the given number; empty when
   * the server has not told it yet.
   */
  String offsetBefore(long number) {
    if (number == 0) {
      return start;
    }
    String offset = offsets.getAcquire((int) number - 1);
    return offset == null ? "" : offset;
  }
}
