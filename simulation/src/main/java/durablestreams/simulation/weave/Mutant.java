package durablestreams.simulation.weave;

/**
 * Fault that is planted to show that the checks find it. Those of the first group change one call
 * in one class; those of the second are faults of simulated ports.
 */
public enum Mutant {
  NONE,

  /** Replies are completed when an operation is decided. */
  REPLY_BEFORE_COMMIT,
  /** A group becomes visible to readers before it is committed. */
  PUBLISH_BEFORE_COMMIT,
  /** Streams of a commit with an unknown outcome stay as they were, instead of being read again. */
  NO_READ_AFTER_FAILED_COMMIT,

  /** What commits have changed is not looked for after a start. */
  NO_LOOK_AFTER_START,
  /** The lease of a worker that died is held for good. */
  LEASE_NEVER_EXPIRES,

  /** The store of subscriptions acknowledges commits that are not synced. */
  WAKE_NOT_SYNCED,
  /** The store acknowledges a commit that is not synced. */
  UNSYNCED_ACKNOWLEDGED,
  /** An upload returns when a part of the object is written. */
  PUBLISHED_BEFORE_WHOLE,

  /** A replica stores the progress of the log before the changes that it stands for. */
  PROGRESS_APART("cluster"),
  /** The leader answers for the present state without a record. */
  BARRIER_WITHOUT_APPEND("cluster"),
  /** A node reads what it has, without waiting for what the leader has acknowledged. */
  UNAWAITED_READ("cluster"),
  /** A read at a follower does not prolong the life of the stream. */
  USE_NOT_REPORTED("cluster");

  private final String scenario;

  Mutant() {
    this("server");
  }

  Mutant(String scenario) {
    this.scenario = scenario;
  }

  /** The scenario that finds it. */
  public String scenario() {
    return scenario;
  }
}
