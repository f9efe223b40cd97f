package durablestreams.application.live;

/**
 * Non-blocking sink for batches of a reader whose thread waits, so that a message for a thousand
 * readers does not wake a thousand threads.
 *
 * <p>It runs on fan-out workers, one at a time, and must not block. Work that would block is left
 * to the reader's own thread.
 */
@FunctionalInterface
public interface NonBlockingSink {

  /** Outcome of an offer to the sink. */
  enum Outcome {
    /** All messages were sent. */
    SENT,
    /** The sink accepted the messages, but needs the reader's thread to send the rest. */
    PARTIALLY_SENT,
    /** The sink accepted nothing; the reader's thread must read the messages itself. */
    REFUSED
  }

  Outcome take(LiveStep.Data data);
}
