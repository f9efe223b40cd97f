package durablestreams.application.access;

/** What a request wants to do to a stream. */
public enum Action {

  /** See what the stream holds or what is known of it: GET and HEAD, live or not. */
  READ,

  /**
   * Take the stream as the source of a fork. Asked for the source, besides {@link #CREATE} for the
   * new stream. Whoever may read the fork sees the source's data, so a policy without a rule of its
   * own for forks treats this as {@link #READ}.
   */
  FORK,

  /** Add messages, or close the stream, which is the last thing a writer says. */
  APPEND,

  /** Bring the stream into being, or find that it exists as asked: PUT. */
  CREATE,

  /** Remove the stream and what it holds. */
  DELETE
}
