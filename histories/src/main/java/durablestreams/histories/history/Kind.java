package durablestreams.histories.history;

/** Kind of a request. */
public enum Kind {
  CREATE,
  APPEND,
  CLOSE,
  READ,
  LONG_POLL,
  SSE,
  HEAD,
  DELETE;

  /** Whether the answer has content. */
  public boolean reads() {
    return this == READ || this == LONG_POLL || this == SSE;
  }

  /** Whether a stream begins or ends with it. */
  public boolean isLifecycle() {
    return this == CREATE || this == DELETE;
  }
}
