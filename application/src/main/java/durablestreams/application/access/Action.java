package durablestreams.application.access;

/** Operation that a request performs on a stream. */
public enum Action {

  /** Read the messages or the metadata of the stream: GET and HEAD, live or not. */
  READ,

  /**
   * Use the stream as the source of a fork. Checked for the source, in addition to {@link #CREATE}
   * for the new stream. Readers of the fork see the source's data, so a policy without a separate
   * rule for forks treats this as {@link #READ}.
   */
  FORK,

  /**
   * Append messages, or close the stream. Checked for the wake stream of a pull-wake subscription
   * as well, in addition to {@link #SUBSCRIBE}, when it is created or confirmed.
   */
  APPEND,

  /** Create the stream, or confirm that it exists with the same configuration: PUT. */
  CREATE,

  /** Delete the stream and its messages. */
  DELETE,

  /**
   * Create, read, change or delete a subscription. The stream of the request is the name {@code
   * __ds/subscriptions/} and the id; the list of all subscriptions is {@code __ds/subscriptions}.
   */
  SUBSCRIBE,

  /** Claim the lease of a subscription as its worker; the name is the one of {@link #SUBSCRIBE}. */
  CLAIM
}
