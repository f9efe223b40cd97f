package durablestreams.application.tail;

/**
 * What a courier does for a follower that waits, in place of waking its thread. It must not block:
 * others wait for the courier.
 */
@FunctionalInterface
public interface Errand {

  /** Does what can be done, and says whether the follower may wait on; if not, it is woken. */
  boolean run();
}
