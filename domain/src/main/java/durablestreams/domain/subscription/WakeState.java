package durablestreams.domain.subscription;

import java.time.Instant;

/** State of a subscription between two wakes (protocol, section 7.3). */
public sealed interface WakeState {

  /** Counts the wakes of the subscription; 0 before the first. */
  long generation();

  /** No wake is in flight and no worker holds a lease. */
  record Idle(long generation) implements WakeState {}

  /**
   * A wake is to be announced, or a wake event of it was written.
   *
   * @param attempts announcements that failed
   * @param due when it is announced next
   */
  record Waking(long generation, String wakeId, int attempts, Instant due) implements WakeState {}

  /**
   * A worker has the wake: it has claimed it, or its webhook is or was delivered.
   *
   * @param until when its lease expires
   */
  record Leased(long generation, String wakeId, String holder, Instant until)
      implements WakeState {}
}
