package durablestreams.benchmarks.server;

/** Capability that a workload needs of a target and not every target has. */
public enum Feature {
  /** Answers appends, creates and deletes. */
  APPEND,
  /** Gives back bytes on a catch-up read. */
  READ,
  /** Keeps what it was told, so that a read or a measurement of memory means something. */
  STATE,
  /** Serves long-polls. */
  LONG_POLL,
  /** Sends what is appended as Server-Sent Events. */
  SSE,
  /** Is started and stopped by this program, so its start and its memory can be measured. */
  PROCESS,
  /** Moves old data to a cold tier of immutable segment files in its data folder. */
  TIERED,
  /** Can be stopped and started again with what it holds. */
  RESTART,
  /** Wakes workers through subscriptions. */
  SUBSCRIPTIONS
}
