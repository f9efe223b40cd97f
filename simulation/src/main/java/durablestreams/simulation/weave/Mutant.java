package durablestreams.simulation.weave;

/**
 * Fault that is planted to show that the checks find it. Those of the first group change one call
 * in one class; those of the second are faults of simulated ports; those of the third break a rule
 * of replication.
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
  /** Rows of the hot log are reclaimed that no object holds. */
  RECLAIMED_BEFORE_ARCHIVED,

  /** A replica stores the progress of the log before the changes that it stands for. */
  PROGRESS_APART(Mutant.CLUSTER),
  /** The leader answers for the present state without a record. */
  BARRIER_WITHOUT_APPEND(Mutant.CLUSTER),
  /** A node reads what it has, without waiting for what the leader has acknowledged. */
  UNAWAITED_READ(Mutant.CLUSTER),
  /** A node asks for the present state, and does not wait until it has applied it. */
  UNAPPLIED_READ(Mutant.CLUSTER),
  /** A read at a follower does not prolong the life of the stream. */
  USE_NOT_REPORTED(Mutant.CLUSTER),
  /** A record that is in the log counts for its writer, although it is void. */
  VOID_APPEND_COUNTS(Mutant.CLUSTER),
  /** A record whose place is not the next one is called failed, although it may count. */
  NEXT_PLACE_DECIDES(Mutant.CLUSTER),
  /** An append with an unknown outcome is called failed, and is not voided. */
  UNKNOWN_CALLED_FAILED(Mutant.CLUSTER),
  /** A follower applies commits that are void. */
  VOID_APPLIED(Mutant.CLUSTER),
  /** An election follows the parts of a commit whose last part is missing. */
  ELECTED_BEHIND_PARTS(Mutant.CLUSTER),
  /** A deposed leader goes on, and its records count. */
  OLD_EPOCH_ACCEPTED(Mutant.CLUSTER),
  /** The clock of a node goes back behind records that it has read. */
  CLOCK_GOES_BACK(Mutant.CLUSTER),
  /** A leader that cannot store what the log took goes on leading. */
  LEADS_AFTER_FAILED_STORE(Mutant.CLUSTER),
  /** A log has as many beginnings as nodes that found it empty. */
  TWO_ORIGINS(Mutant.CLUSTER),
  /** A node says that it has checked a snapshot, and has not. */
  SNAPSHOT_NOT_CHECKED(Mutant.CLUSTER),
  /** A node goes on behind a record that raises the feature level above what it reads. */
  LEVEL_IGNORED(Mutant.CLUSTER),
  /** An answer that changes nothing leaves a leader that may have been deposed. */
  UNCONFIRMED_ANSWER(Mutant.CLUSTER);

  static final String CLUSTER = "cluster";

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
