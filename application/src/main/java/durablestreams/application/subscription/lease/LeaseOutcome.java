package durablestreams.application.subscription.lease;

import durablestreams.application.subscription.wake.WakeSnapshot;
import durablestreams.domain.stream.StreamPath;
import durablestreams.domain.subscription.AckVerdict;
import durablestreams.domain.subscription.WakeRef;
import java.time.Duration;

/** Outcome of a request of a worker. */
public sealed interface LeaseOutcome {

  /** The worker has the lease. */
  record Claimed(WakeRef wake, String token, WakeSnapshot snapshot, Duration lease)
      implements LeaseOutcome {}

  record AlreadyClaimed(String holder, long generation) implements LeaseOutcome {}

  record NothingPending() implements LeaseOutcome {}

  /** Workers of webhooks are not claimed. */
  record NotPullWake() implements LeaseOutcome {}

  /**
   * The work is finished.
   *
   * @param nextWake whether there is another wake, because more is pending
   */
  record Done(boolean nextWake) implements LeaseOutcome {}

  /**
   * The lease was extended.
   *
   * @param token the same with a later expiry
   */
  record Extended(String token) implements LeaseOutcome {}

  record NotFound() implements LeaseOutcome {}

  /** The request refers to another wake than the current one. */
  record Fenced() implements LeaseOutcome {}

  record TokenInvalid() implements LeaseOutcome {}

  record TokenExpired() implements LeaseOutcome {}

  /** An acknowledgement is wrong, and none was applied. */
  record AckRefused(StreamPath stream, AckVerdict verdict) implements LeaseOutcome {}
}
