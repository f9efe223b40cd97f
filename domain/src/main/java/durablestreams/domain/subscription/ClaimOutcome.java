package durablestreams.domain.subscription;

/** Outcome of a worker's claim. */
public sealed interface ClaimOutcome {

  record Granted(Subscription subscription, WakeState.Leased lease) implements ClaimOutcome {}

  record AlreadyClaimed(String holder, long generation) implements ClaimOutcome {}

  record NothingPending() implements ClaimOutcome {}
}
