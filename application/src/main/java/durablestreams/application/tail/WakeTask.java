package durablestreams.application.tail;

/**
 * Wake task of a waiting follower, run by a fan-out worker instead of waking the follower's thread.
 * It must not block, because other followers wait for the same worker.
 */
@FunctionalInterface
public interface WakeTask {

  /**
   * Does the work that does not block; returns whether the follower may continue to wait. If not,
   * its thread is woken.
   */
  boolean run();
}
