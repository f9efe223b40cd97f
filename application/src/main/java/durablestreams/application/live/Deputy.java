package durablestreams.application.live;

/**
 * Sends what is new for a reader whose thread waits, so that a message for a thousand readers need
 * not wake a thousand threads.
 *
 * <p>It runs on threads of somebody else, one at a time, and must not block: what it cannot do at
 * once is left to the thread of the reader.
 */
@FunctionalInterface
public interface Deputy {

  /** What became of messages that a deputy was given. */
  enum Outcome {
    /** All of them were sent. */
    SENT,
    /** They are the deputy's to send, for which it needs the thread of the reader. */
    KEPT,
    /** The thread of the reader is to read them itself. */
    REFUSED
  }

  Outcome take(LiveStep.Data data);
}
